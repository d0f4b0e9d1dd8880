-- Each event once, as it stood last, in plain columns: lists are joined with "; ". For tools that know no lists.
select
    * exclude (revision, actors, targets, languages, story_ids),
    array_to_string(actors, '; ') as actors, array_to_string(targets, '; ') as targets, array_to_string(languages, '; ') as languages
from events_current
