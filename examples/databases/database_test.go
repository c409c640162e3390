package databases

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"
)

// postgresURL names the variable with the address of a PostgreSQL server, such
// as postgres://postgres@127.0.0.1:5432/postgres?sslmode=disable.
const postgresURL = "CLM_POSTGRES"

// database is a place to put tables into, which is gone after the test.
type database struct {
	*sql.DB
	// fill writes texts into a table; nil is NULL.
	fill func(t *testing.T, table string, columns int, rows [][]any)
}

// inEach runs a test in every database there is.
func inEach(t *testing.T, test func(t *testing.T, d database)) {
	t.Run("SQLite", func(t *testing.T) { test(t, sqlite(t)) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, postgres(t)) })
}

// sqlite makes a file.
func sqlite(t *testing.T) database {
	t.Helper()
	file := filepath.ToSlash(filepath.Join(t.TempDir(), "orders.db"))
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=journal_mode(off)&_pragma=synchronous(off)")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return database{DB: db, fill: func(t *testing.T, table string, columns int, rows [][]any) {
		tx, err := db.BeginTx(t.Context(), nil)
		require.NoError(t, err)
		insert, err := tx.Prepare("INSERT INTO " + table + " VALUES (?" + strings.Repeat(", ?", columns-1) + ")")
		require.NoError(t, err)
		for _, row := range rows {
			// Without a context to watch, which takes longer than the row.
			if _, err := insert.Exec(row...); err != nil {
				require.NoError(t, err, row)
			}
		}
		require.NoError(t, insert.Close())
		require.NoError(t, tx.Commit())
	}}
}

// postgres makes a schema of its own.
func postgres(t *testing.T) database {
	t.Helper()
	address := os.Getenv(postgresURL)
	if address == "" {
		t.Skipf("%s is not set: it takes the URL of a PostgreSQL server", postgresURL)
	}
	config, err := pgx.ParseConfig(address)
	require.NoError(t, err)
	schema := "clm_" + strings.ToLower(rand.Text())
	config.RuntimeParams["search_path"] = schema
	config.RuntimeParams["lc_monetary"] = "C" // how MONEY is written
	db := stdlib.OpenDB(*config)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	_, err = db.ExecContext(t.Context(), "CREATE SCHEMA "+schema)
	require.NoError(t, err)
	t.Cleanup(func() {
		_, err := db.ExecContext(context.Background(), "DROP SCHEMA "+schema+" CASCADE")
		require.NoError(t, err)
	})
	return database{DB: db, fill: func(t *testing.T, table string, _ int, rows [][]any) {
		conn, err := db.Conn(t.Context())
		require.NoError(t, err)
		defer conn.Close()
		require.NoError(t, conn.Raw(func(driver any) error {
			_, err := driver.(*stdlib.Conn).Conn().PgConn().CopyFrom(t.Context(), strings.NewReader(copyText(rows)), "COPY "+table+" FROM STDIN (FORMAT csv)")
			return err
		}))
	}}
}

// copyText writes rows as COPY reads them: a text in quotes is a text, nothing
// at all is NULL.
func copyText(rows [][]any) string {
	var b strings.Builder
	for _, row := range rows {
		for i, v := range row {
			if i > 0 {
				b.WriteByte(',')
			}
			if v != nil {
				fmt.Fprintf(&b, `"%s"`, strings.ReplaceAll(v.(string), `"`, `""`))
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}
