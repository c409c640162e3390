// Package databases shows how orders are read from a database, and tests that
// SQLite and PostgreSQL give the same log as a file, byte for byte.
//
// Any driver for database/sql serves; see the example. The test with
// PostgreSQL needs a server, whose address is in CLM_POSTGRES, such as
// postgres://user@localhost:5432/database.
package databases
