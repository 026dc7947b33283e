# explain

explain-unknown = the instance has no id "{ $id }"
explain-planned = { $task }: in { $visit }, { $date } { $start }, team { $team }, lab { $lab }, one of { $together } tasks of that entry
explain-unplanned = { $task }: not planned, because:
