-- Prepares an empty PostgreSQL database for Rosey. docker-compose.yml has it run once, on the first start.
-- By hand, as a superuser, in the database that is to be Rosey's:
--
--   createdb --encoding=UTF8 --template=template0 rosey
--   psql --dbname=rosey --set=ON_ERROR_STOP=1 --file=scripts/init_postgres.sql
--   psql --dbname=rosey --command='\password rosey'
--
-- Running it again changes nothing. The tables are made by `rosey migrate up`.

-- Without a password nobody can log in by password; the container has made the role already, with one.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'rosey') THEN
    CREATE ROLE rosey LOGIN;
  END IF;
END
$$;

DO $$
BEGIN
  IF pg_encoding_to_char((SELECT encoding FROM pg_database WHERE datname = current_database())) <> 'UTF8' THEN
    RAISE EXCEPTION 'The encoding of database % is not UTF8: chat holds every script there is', current_database()
      USING HINT = 'Create it with createdb --encoding=UTF8 --template=template0.';
  END IF;

  EXECUTE format('ALTER DATABASE %I SET timezone TO %L', current_database(), 'UTC');
  EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO rosey', current_database());

  -- What Rosey asks for at the start of each connection, kept with the role too: a PgBouncer in transaction mode
  -- lets no settings through.
  EXECUTE format('ALTER ROLE rosey IN DATABASE %I SET jit TO off', current_database());
  EXECUTE format('ALTER ROLE rosey IN DATABASE %I SET statement_timeout TO %L', current_database(), '60s');
  EXECUTE format(
    'ALTER ROLE rosey IN DATABASE %I SET idle_in_transaction_session_timeout TO %L', current_database(), '10min'
  );

  -- For development: every statement goes to the server's log, chat lines included. In production take it back
  -- with ALTER DATABASE rosey RESET log_statement.
  EXECUTE format('ALTER DATABASE %I SET log_statement TO %L', current_database(), 'all');
  EXECUTE format('ALTER DATABASE %I SET log_min_duration_statement TO %L', current_database(), '250ms');
END
$$;

-- The tables are Rosey's own, and nobody else makes any beside them.
GRANT USAGE, CREATE ON SCHEMA public TO rosey;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

-- Tables that an administrator makes, or restores from a backup, can be used by Rosey as well.
GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON ALL TABLES IN SCHEMA public TO rosey;
GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO rosey;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON TABLES TO rosey;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT, UPDATE ON SEQUENCES TO rosey;
