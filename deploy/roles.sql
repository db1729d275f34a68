-- Makes the role that the application runs as: it reads and writes rows, and changes no table and
-- no trigger. Run by the owner of the database, with psql; safe to repeat, and needed again after a
-- restore, which makes the schema anew.
--   POA_PASSWORD=… psql "$OWNER_URL" --set=runtime=poa_app --file=deploy/roles.sql
-- The password comes from the environment: a command line can be read by every user of a machine.
\set ON_ERROR_STOP on
\getenv password POA_PASSWORD
\if :{?password}
\else
\set password ''
\endif
SELECT format('CREATE ROLE %I LOGIN PASSWORD %L', :'runtime', :'password')
    WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'runtime') \gexec
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO :"runtime";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"runtime";
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO :"runtime";
-- Of what later migrations make.
ALTER DEFAULT PRIVILEGES IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"runtime";
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO :"runtime";
