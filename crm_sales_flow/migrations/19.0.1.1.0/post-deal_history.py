def migrate(cr, version):
    """Visits that came from merged deals ended with the merge; they were left open until now."""
    cr.execute(
        """UPDATE crm_stage_history SET left_at = write_date
           WHERE merged_from IS NOT NULL AND left_at IS NULL"""
    )
