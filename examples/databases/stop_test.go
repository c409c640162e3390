package databases

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/events"
	"github.com/stretchr/testify/require"
)

// endless is a query whose rows never end, for both databases: whatever stops
// the reading, it stops in the middle.
const endless = `
	WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers)
	SELECT 'c' AS customer, '2011-05-01' AS bought, n FROM numbers`

// many has an end: closing rows of PostgreSQL reads them all, unless the
// context of the query has ended.
const many = endless + " WHERE n < 100000 LIMIT 99999"

// counted reads one of them and calls back after every 4096 rows.
func counted(tell func(done int)) events.Rows {
	return events.Rows{Customer: "customer", Time: "bought", Quantity: "n", Progress: func(done, _ int) { tell(done) }}
}

// requireNoMoreGoroutines waits until there are as few as before.
func requireNoMoreGoroutines(t *testing.T, before int) {
	t.Helper()
	// Connections end their goroutines a moment after the call.
	for wait := time.Millisecond; runtime.NumGoroutine() > before; wait *= 2 {
		if wait > 4*time.Second {
			stacks := make([]byte, 1<<16)
			require.Fail(t, "goroutines are left", "%s", stacks[:runtime.Stack(stacks, true)])
		}
		time.Sleep(wait)
	}
}

func TestReadingStopsWithItsContext(t *testing.T) {
	why := errors.New("the shop is closing")
	inEach(t, func(t *testing.T, d database) {
		require.NoError(t, d.PingContext(t.Context()))
		before := runtime.NumGoroutine()
		for _, c := range []struct {
			name         string
			query, read  bool // whose context it is
			wrapped, row bool // the error has the cause, the number of a row
		}{
			{name: "of both", query: true, read: true, wrapped: true},
			{name: "of the reader", read: true, wrapped: true},
			{name: "of the query", query: true, row: true},
		} {
			t.Run(c.name, func(t *testing.T) {
				// Again and again, because a driver may notice first, or the
				// pool of connections, or the reader.
				for range 10 {
					ctx, cancel := context.WithCancelCause(t.Context())
					ofQuery, ofRead := t.Context(), t.Context()
					if c.query {
						ofQuery = ctx
					}
					if c.read {
						ofRead = ctx
					}
					query := endless
					if !c.query {
						query = many
					}
					rows, err := d.QueryContext(ofQuery, query)
					require.NoError(t, err)
					log, cleaning, err := counted(func(done int) {
						if done == 4096 {
							cancel(why)
						}
					}).Read(ofRead, rows)
					cancel(nil)
					require.Nil(t, log)
					require.GreaterOrEqual(t, cleaning.Read, 4096)
					require.Equal(t, cleaning.Read, cleaning.Kept)
					if c.wrapped {
						require.ErrorIs(t, err, why)
					}
					if c.row {
						require.ErrorIs(t, err, context.Canceled)
						require.Regexp(t, `^events\.Rows\.Read: (behind )?row [0-9]+: `, err)
					}
					rows.Close()
				}
			})
		}
		t.Run("that has ended", func(t *testing.T) {
			rows, err := d.QueryContext(t.Context(), "SELECT 'c' AS customer, '2011-05-01' AS bought, 1 AS n")
			require.NoError(t, err)
			defer rows.Close()
			ctx, cancel := context.WithCancelCause(t.Context())
			cancel(why)
			log, _, err := counted(func(int) {}).Read(ctx, rows)
			require.Nil(t, log)
			require.ErrorIs(t, err, why)
		})
		requireNoMoreGoroutines(t, before)
	})
}

func TestReadingTellsWhatTheDatabaseSaid(t *testing.T) {
	inEach(t, func(t *testing.T, d database) {
		require.NoError(t, d.PingContext(t.Context()))
		before := runtime.NumGoroutine()

		t.Run("rows that are closed", func(t *testing.T) {
			rows, err := d.QueryContext(t.Context(), many)
			require.NoError(t, err)
			require.NoError(t, rows.Close())
			log, cleaning, err := counted(func(int) {}).Read(t.Context(), rows)
			require.Nil(t, log)
			require.Equal(t, &events.Cleaning{}, cleaning)
			require.EqualError(t, err, "events.Rows.Read: names of the columns: sql: Rows are closed")
		})
		t.Run("a transaction that was rolled back", func(t *testing.T) {
			tx, err := d.BeginTx(t.Context(), nil)
			require.NoError(t, err)
			rows, err := tx.QueryContext(t.Context(), many)
			require.NoError(t, err)
			log, cleaning, err := counted(func(done int) {
				if done == 4096 {
					require.NoError(t, tx.Rollback())
				}
			}).Read(t.Context(), rows)
			require.Nil(t, log)
			require.Equal(t, 4096, cleaning.Kept)
			require.ErrorIs(t, err, context.Canceled)
			require.EqualError(t, err, "events.Rows.Read: behind row 4096: context canceled")
			rows.Close()
		})
		t.Run("a row that cannot be computed", func(t *testing.T) {
			rows, err := d.QueryContext(t.Context(), `
				WITH RECURSIVE numbers(n) AS (SELECT 9223372036854765808 UNION ALL SELECT abs(n + 1) FROM numbers WHERE n < 9223372036854775807),
				bad AS (SELECT CASE WHEN n < 9223372036854770808 THEN n ELSE abs(-9223372036854775807 - (n - 9223372036854770807)) END AS n FROM numbers)
				SELECT 'c' AS customer, '2011-05-01' AS bought, n FROM bad`)
			require.NoError(t, err)
			defer rows.Close()
			log, cleaning, err := events.Rows{Customer: "customer", Time: "bought"}.Read(t.Context(), rows)
			require.Nil(t, log)
			require.Equal(t, 5000, cleaning.Kept)
			require.ErrorContains(t, err, "events.Rows.Read: behind row 5000: ")
			require.Regexp(t, "out of range|overflow", err)
		})
		t.Run("a column that is not there", func(t *testing.T) {
			rows, err := d.QueryContext(t.Context(), many)
			require.NoError(t, err)
			defer rows.Close()
			_, _, err = events.Rows{Customer: "who", Time: "bought"}.Read(t.Context(), rows)
			require.ErrorIs(t, err, clm.ErrRow)
			require.EqualError(t, err, `events.Rows.Read: column "who": no such column; there are "customer", "bought", "n"`)
		})
		t.Run("nothing", func(t *testing.T) {
			rows, err := d.QueryContext(t.Context(), "SELECT 'c' AS customer, '2011-05-01' AS bought, 1 AS n WHERE 1 = 2")
			require.NoError(t, err)
			log, cleaning, err := counted(func(int) {}).Read(t.Context(), rows)
			require.NoError(t, err)
			require.Zero(t, log.Len())
			require.Zero(t, cleaning.Read)
		})
		requireNoMoreGoroutines(t, before)
	})
}

// Somebody stops the server, or ends this connection.
func TestReadingEndsWithTheConnection(t *testing.T) {
	d := postgres(t)
	conn, err := d.Conn(t.Context())
	require.NoError(t, err)
	defer conn.Close()
	var process int
	require.NoError(t, conn.QueryRowContext(t.Context(), "SELECT pg_backend_pid()").Scan(&process))
	rows, err := conn.QueryContext(t.Context(), endless)
	require.NoError(t, err)
	defer rows.Close()
	log, cleaning, err := counted(func(done int) {
		if done == 4096 {
			_, err := d.ExecContext(t.Context(), "SELECT pg_terminate_backend($1)", process)
			require.NoError(t, err)
		}
	}).Read(t.Context(), rows)
	require.Nil(t, log)
	require.GreaterOrEqual(t, cleaning.Kept, 4096)
	require.ErrorContains(t, err, "events.Rows.Read: behind row ")
	// The last word of the server may not get through behind so many rows.
	require.Regexp(t, "terminating connection due to administrator command|unexpected EOF|connection reset", err)
}
