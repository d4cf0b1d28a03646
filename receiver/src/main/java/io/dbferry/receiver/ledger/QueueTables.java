package io.dbferry.receiver.ledger;

/**
 * The queue of changed rows in the schema {@code dbferry}: a log, its consumers, and the functions by which programs of
 * the receiver's own consume. Tables and functions are a contract with these programs
 * (docs/how-to/consume-changed-rows.md).
 */
final class QueueTables {
    /** All of it but the ledger's column {@code changes_end}. */
    static final String ALL = """
            CREATE SEQUENCE IF NOT EXISTS dbferry.change_position;
            CREATE TABLE IF NOT EXISTS dbferry.changed_rows (
                stream text NOT NULL,
                position bigint NOT NULL DEFAULT nextval('dbferry.change_position'),
                sequence bigint NOT NULL,
                table_schema text NOT NULL,
                table_name text NOT NULL,
                operation text NOT NULL CHECK (operation IN ('insert', 'update', 'delete')),
                key jsonb,
                PRIMARY KEY (stream, position));
            COMMENT ON TABLE dbferry.changed_rows IS
                'what shipments changed and not all consumers have passed; a null key stands for every row of the table';
            COMMENT ON COLUMN dbferry.changed_rows.position IS 'grows in the order of commits within a stream';
            CREATE TABLE IF NOT EXISTS dbferry.consumers (
                stream text NOT NULL,
                name text NOT NULL,
                kind text NOT NULL CHECK (kind IN ('step', 'program')),
                after text NOT NULL CHECK (after IN ('complete', 'partial', 'any')),
                position bigint NOT NULL,
                passed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
                tries int NOT NULL DEFAULT 0,
                failure text,
                failing_upto bigint,
                failing_sequence bigint,
                next_try_at timestamptz,
                PRIMARY KEY (stream, name));
            COMMENT ON TABLE dbferry.consumers IS 'who reads dbferry.changed_rows, and up to which position it is done';
            CREATE TABLE IF NOT EXISTS dbferry.dead_letters (
                stream text NOT NULL,
                consumer text NOT NULL,
                sequence bigint NOT NULL,
                after_position bigint NOT NULL,
                upto_position bigint NOT NULL,
                tries int NOT NULL,
                failure text NOT NULL,
                died_at timestamptz NOT NULL DEFAULT clock_timestamp(),
                retry boolean NOT NULL DEFAULT false,
                PRIMARY KEY (stream, consumer, upto_position),
                FOREIGN KEY (stream, consumer) REFERENCES dbferry.consumers ON DELETE CASCADE);
            COMMENT ON TABLE dbferry.dead_letters IS 'batches that a step failed on too often, kept for a retry';
            CREATE TABLE IF NOT EXISTS dbferry.queues (
                stream text PRIMARY KEY,
                kept_after bigint NOT NULL);
            COMMENT ON TABLE dbferry.queues IS 'dbferry.changed_rows has all changes behind that position';
            CREATE OR REPLACE VIEW dbferry.changes AS
                SELECT position, sequence, table_schema, table_name, operation, key FROM dbferry.changed_rows
                WHERE stream = current_setting('dbferry.stream', true)
                  AND position > nullif(current_setting('dbferry.after', true), '')::bigint
                  AND position <= nullif(current_setting('dbferry.upto', true), '')::bigint;
            COMMENT ON VIEW dbferry.changes IS 'the batch of the SQL step that runs in this transaction';
            """ + Functions.ALL;

    private QueueTables() {}

    /** Arguments are named by number inside: their names are those of columns. */
    private static final class Functions {
        static final String ALL = """
                CREATE OR REPLACE FUNCTION dbferry.subscribe(stream text, consumer text) RETURNS bigint
                LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
                #variable_conflict use_column
                DECLARE
                    start bigint;
                BEGIN
                    IF NOT EXISTS (SELECT FROM dbferry.ledger l WHERE l.stream = $1) THEN
                        RAISE EXCEPTION 'no shipment of stream "%" is applied here', $1
                            USING HINT = 'SELECT DISTINCT stream FROM dbferry.ledger';
                    END IF;
                    -- A load that runs decided before whether it records changes.
                    PERFORM pg_advisory_xact_lock(hashtextextended('dbferry stream ' || $1, 0));
                    INSERT INTO dbferry.consumers AS c (stream, name, kind, after, position)
                        VALUES ($1, $2, 'program', 'any', nextval('dbferry.change_position'))
                        ON CONFLICT (stream, name) DO NOTHING;
                    SELECT c.position INTO start FROM dbferry.consumers c
                        WHERE c.stream = $1 AND c.name = $2 AND c.kind = 'program';
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'consumer "%" is a postprocess step of the config', $2
                            USING HINT = 'Take another name';
                    END IF;
                    RETURN start;
                END $body$;
                COMMENT ON FUNCTION dbferry.subscribe IS
                    'makes a consumer of all later changes, unless it is one; waits for a load that runs';
                CREATE OR REPLACE FUNCTION dbferry.next_changes(stream text, consumer text, most int DEFAULT 1000)
                RETURNS SETOF dbferry.changed_rows
                LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
                #variable_conflict use_column
                DECLARE
                    passed bigint;
                BEGIN
                    PERFORM pg_advisory_xact_lock(hashtextextended('dbferry consumer ' || $1 || ' ' || $2, 0));
                    SELECT c.position INTO passed FROM dbferry.consumers c
                        WHERE c.stream = $1 AND c.name = $2 AND c.kind = 'program';
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'stream "%" has no program "%" as consumer', $1, $2
                            USING HINT = 'SELECT dbferry.subscribe(stream, consumer)';
                    END IF;
                    RETURN QUERY SELECT r.* FROM dbferry.changed_rows r
                        WHERE r.stream = $1 AND r.position > passed ORDER BY r.position LIMIT $3;
                END $body$;
                COMMENT ON FUNCTION dbferry.next_changes IS
                    'what changed behind the consumer''s position, oldest first; others wait until the transaction ends';
                CREATE OR REPLACE FUNCTION dbferry.passed(stream text, consumer text, upto bigint) RETURNS void
                LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $body$
                #variable_conflict use_column
                BEGIN
                    PERFORM pg_advisory_xact_lock(hashtextextended('dbferry consumer ' || $1 || ' ' || $2, 0));
                    UPDATE dbferry.consumers AS c SET position = $3, passed_at = clock_timestamp()
                        WHERE c.stream = $1 AND c.name = $2 AND c.kind = 'program' AND c.position < $3
                          AND EXISTS (SELECT FROM dbferry.changed_rows r WHERE r.stream = $1 AND r.position = $3);
                    IF NOT FOUND THEN
                        RAISE EXCEPTION 'consumer "%" cannot pass position %', $2, $3
                            USING DETAIL = 'It is no program of that stream, has passed it, or no change has it.',
                            HINT = 'Pass the last position that next_changes gave in this transaction';
                    END IF;
                END $body$;
                COMMENT ON FUNCTION dbferry.passed IS
                    'makes the consumer done up to that position, once the transaction commits';
                """;
    }
}
