"""Run migrations on the connection, and in the transaction, that `core.store.migrate` has open."""

from alembic import context
from sqlalchemy import Connection

from core.store.schema.tables import metadata

connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,
    transaction_per_migration=False,
)
context.run_migrations()
