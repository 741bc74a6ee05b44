"""Who works in the demo company. Only data: bin/run reads it before there is any package."""

# login, Russian role for bin/run, name, group, department
USERS = (
    ("director", "Директор", "Воронцова Елена Марковна", "group_director", None),
    ("head", "Руководитель отдела высокого вакуума", "Лебедев Игорь Павлович", "group_head", None),
    ("manager", "Менеджер, отдел высокого вакуума", "Соколова Анна Игоревна", "group_manager",
     "high_vacuum"),
    ("tester", "Менеджер, испытательный отдел", "Жуков Артём Олегович", "group_manager",
     "testing_unit"),
    ("head2", "Руководитель отдела испытательного оборудования", "Орлова Мария Дмитриевна",
     "group_head", None),
    ("manager2", "Менеджер, отдел испытательного оборудования", "Кузьмин Денис Андреевич",
     "group_manager", "test_equipment"),
    ("head3", "Руководитель отдела промышленного оборудования", "Титов Сергей Николаевич",
     "group_head", None),
    ("manager3", "Менеджер, отдел промышленного оборудования", "Белова Ольга Викторовна",
     "group_manager", "industrial"),
    ("sorter", "Сортировка обращений", "Громова Наталья Юрьевна", "group_request_sorter", None),
    ("secretary", "Секретарь", "Зайцева Дарья Алексеевна", "group_secretary", None),
    ("marketer", "Маркетолог", "Рябов Никита Сергеевич", "group_marketer", None),
    ("accountant", "Бухгалтер", "Фомина Галина Петровна", "group_accountant", None),
    ("warehouse", "Склад", "Макаров Виктор Иванович", "group_warehouse", None),
    ("production", "Производство", "Семёнов Павел Романович", "group_production", None),
    ("engineer", "Сервисный инженер", "Волков Андрей Константинович", "group_service_engineer",
     None),
)  # fmt: skip
LOGINS = [("admin", "Администратор")] + [(login, role) for login, role, *_rest in USERS]
