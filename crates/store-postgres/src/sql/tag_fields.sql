-- Each step seeks behind the field before: a few seeks, however many tags there are.
with recursive found (field) as (
    (select field from tags order by field limit 1)
    union all
    select (select tags.field from tags where tags.field > found.field order by tags.field limit 1)
    from found where found.field is not null
)
select field from found where field is not null
