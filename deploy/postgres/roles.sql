-- Two roles for one database: warmline_owner owns the tables and upgrades them, warmline_run does the
-- nightly work and can change no table, nor anything that is only ever added to.
--
-- Run it in the line's database as a superuser (or as who owns the database and may make roles): before
-- the first `warmline db upgrade`, and after each. It is safe to run again.
--   psql --dbname warmline --file deploy/postgres/roles.sql
-- Then give each role a password (\password warmline_run), and use warmline_owner's DATABASE_URL for
-- `warmline db upgrade` and `warmline restore`, warmline_run's for all else.

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'warmline_owner') THEN
        CREATE ROLE warmline_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'warmline_run') THEN
        CREATE ROLE warmline_run LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
    END IF;
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO warmline_owner, warmline_run', current_database());
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC, warmline_run;
GRANT USAGE ON SCHEMA public TO warmline_run;
GRANT USAGE, CREATE ON SCHEMA public TO warmline_owner;

-- What is there already belongs to the owner from now on.
DO $$
DECLARE
    it record;
BEGIN
    FOR it IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('ALTER TABLE public.%I OWNER TO warmline_owner', it.tablename);
    END LOOP;
    FOR it IN
        SELECT p.oid::regprocedure AS name FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
    LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO warmline_owner', it.name);
    END LOOP;
END
$$;

-- The nightly work: rows come, change and go; no table does.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO warmline_run;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO warmline_run;
ALTER DEFAULT PRIVILEGES FOR ROLE warmline_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO warmline_run;
ALTER DEFAULT PRIVILEGES FOR ROLE warmline_owner IN SCHEMA public
    GRANT USAGE ON SEQUENCES TO warmline_run;

-- What is only added to: the audit, what became of each person, each plan that ever routed. The head
-- of the audit's chain moves on. The schema's version is read.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['audit', 'person_step', 'plan_snapshot'] LOOP
        IF to_regclass('public.' || name) IS NOT NULL THEN
            EXECUTE format('REVOKE UPDATE, DELETE ON public.%I FROM warmline_run', name);
        END IF;
    END LOOP;
    IF to_regclass('public.audit_head') IS NOT NULL THEN
        REVOKE INSERT, DELETE ON public.audit_head FROM warmline_run;
    END IF;
    IF to_regclass('public.alembic_version') IS NOT NULL THEN
        REVOKE INSERT, UPDATE, DELETE ON public.alembic_version FROM warmline_run;
    END IF;
END
$$;
