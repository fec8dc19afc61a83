-- The start of the broadcast that the picture in the storage is of, null while there was never one: it is written once a
-- broadcast, however many pictures come.
alter table streams add column snapshotOf text;
