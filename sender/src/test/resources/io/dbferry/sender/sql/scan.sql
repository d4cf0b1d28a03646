-- a key of one column
SELECT EXISTS (SELECT FROM pg_type t WHERE t.oid = (SELECT c.reltype FROM pg_class c WHERE c.oid = 16384) AND t.xmin > 1) OR EXISTS (SELECT FROM pg_attribute t WHERE t.attrelid = 16384 AND t.attnum > 0 AND t.xmin > 1);
SELECT l.relid::oid FROM pg_partition_tree(16384::oid::regclass) l WHERE l.isleaf AND EXISTS (SELECT FROM pg_inherits t WHERE t.inhrelid IN (SELECT pg_partition_ancestors(l.relid)) AND t.xmin > 1);
-- a key of two columns
SELECT EXISTS (SELECT FROM pg_type t WHERE t.oid = (SELECT c.reltype FROM pg_class c WHERE c.oid = 16384) AND t.xmin > 1) OR EXISTS (SELECT FROM pg_attribute t WHERE t.attrelid = 16384 AND t.attnum > 0 AND t.xmin > 1);
SELECT l.relid::oid FROM pg_partition_tree(16384::oid::regclass) l WHERE l.isleaf AND EXISTS (SELECT FROM pg_inherits t WHERE t.inhrelid IN (SELECT pg_partition_ancestors(l.relid)) AND t.xmin > 1);
-- names that need quotes, and an operator of an extension
SELECT EXISTS (SELECT FROM pg_type t WHERE t.oid = (SELECT c.reltype FROM pg_class c WHERE c.oid = 16384) AND t.xmin > 1) OR EXISTS (SELECT FROM pg_attribute t WHERE t.attrelid = 16384 AND t.attnum > 0 AND t.xmin > 1);
SELECT l.relid::oid FROM pg_partition_tree(16384::oid::regclass) l WHERE l.isleaf AND EXISTS (SELECT FROM pg_inherits t WHERE t.inhrelid IN (SELECT pg_partition_ancestors(l.relid)) AND t.xmin > 1);
-- partitions
SELECT EXISTS (SELECT FROM pg_type t WHERE t.oid = (SELECT c.reltype FROM pg_class c WHERE c.oid = 16384) AND t.xmin > 1) OR EXISTS (SELECT FROM pg_attribute t WHERE t.attrelid = 16384 AND t.attnum > 0 AND t.xmin > 1);
SELECT l.relid::oid FROM pg_partition_tree(16384::oid::regclass) l WHERE l.isleaf AND EXISTS (SELECT FROM pg_inherits t WHERE t.inhrelid IN (SELECT pg_partition_ancestors(l.relid)) AND t.xmin > 1);
