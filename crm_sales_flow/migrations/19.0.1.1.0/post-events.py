def migrate(cr, version):
    """Odoo's call and meeting are typical events: data of another module is not updated."""
    cr.execute(
        """
        UPDATE mail_activity_type SET is_client_event = TRUE
         WHERE id IN (SELECT res_id FROM ir_model_data
                       WHERE module = 'mail' AND model = 'mail.activity.type'
                         AND name IN ('mail_activity_data_call', 'mail_activity_data_meeting'))
        """
    )
