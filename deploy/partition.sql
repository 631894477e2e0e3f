-- Spread the tables of a Spotter database on PostgreSQL over partitions: what belongs to a log by `log_id`, the mail by `chat`.
--
--     psql --single-transaction -v ON_ERROR_STOP=1 -f deploy/partition.sql
--     PGOPTIONS='-c spotter.partitions=64' psql --single-transaction -v ON_ERROR_STOP=1 -f deploy/partition.sql
--
-- While no process runs; a second time it changes nothing. Rows are copied, so there must be room for the largest table twice.
-- No query changes: each of the log names one log (docs/decisions/090), so it goes to one partition.
DO $$
DECLARE
    parts integer := coalesce(nullif(current_setting('spotter.partitions', true), ''), '16')::integer;
    each record;
    made record;
    definitions text[];
    sequence text;
BEGIN
    IF parts NOT BETWEEN 2 AND 1024 THEN
        RAISE EXCEPTION 'spotter.partitions must be from 2 to 1024';
    END IF;
    FOR each IN
        -- what is keyed by its log first, and what waits in a chat
        SELECT c.oid, c.relname AS name, a.attname AS key
        FROM pg_class c
        JOIN pg_constraint p ON p.conrelid = c.oid AND p.contype = 'p'
        JOIN pg_attribute a ON a.attrelid = c.oid
            AND (a.attname = 'log_id' AND a.attnum = p.conkey[1]
                OR a.attname = 'chat' AND c.relname IN ('inbox', 'outbox'))
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND NOT c.relispartition
        ORDER BY c.relname
    LOOP
        -- a key that holds for the whole table has to name what the table is spread by
        SELECT array_agg(definition ORDER BY rank) INTO definitions FROM (
            SELECT 1 AS rank, format(
                'ALTER TABLE %I ADD CONSTRAINT %I %s', each.name, conname,
                CASE WHEN contype IN ('p', 'u') AND NOT (SELECT attnum FROM pg_attribute
                        WHERE attrelid = each.oid AND attname = each.key) = ANY (conkey)
                    THEN regexp_replace(pg_get_constraintdef(oid), '\(', format('(%I, ', each.key))
                    ELSE pg_get_constraintdef(oid) END
            ) AS definition
            FROM pg_constraint WHERE conrelid = each.oid AND contype IN ('p', 'u', 'f')
            UNION ALL
            SELECT 2, pg_get_indexdef(i.indexrelid) FROM pg_index i
            WHERE i.indrelid = each.oid
                AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid AND conrelid = each.oid)
        ) AS known;
        EXECUTE format('ALTER TABLE %I RENAME TO %I', each.name, each.name || '_whole');
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING STORAGE) PARTITION BY HASH (%I)',
            each.name, each.name || '_whole', each.key);
        FOR part IN 0 .. parts - 1 LOOP
            EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES WITH (MODULUS %s, REMAINDER %s)',
                each.name || '_' || part, each.name, parts, part);
        END LOOP;
        EXECUTE format('INSERT INTO %I SELECT * FROM %I', each.name, each.name || '_whole');
        FOR made IN  -- numbers go on where they were
            SELECT attname AS name FROM pg_attribute
            WHERE attrelid = each.oid AND attnum > 0 AND NOT attisdropped
        LOOP
            sequence := pg_get_serial_sequence(each.name || '_whole', made.name);
            IF sequence IS NOT NULL THEN
                EXECUTE format('ALTER SEQUENCE %s OWNED BY %I.%I', sequence, each.name, made.name);
            END IF;
        END LOOP;
        EXECUTE format('DROP TABLE %I', each.name || '_whole');
        FOREACH sequence IN ARRAY definitions LOOP
            EXECUTE sequence;
        END LOOP;
        RAISE NOTICE '% is spread over % partitions by %', each.name, parts, each.key;
    END LOOP;
END
$$;
