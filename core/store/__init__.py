"""The only place with SQL: schema, queries, migrations, and the engine that runs them."""
