package databases

import (
	"fmt"
	"strings"
	"testing"

	"github.com/clm-go/clm/events"
	"github.com/stretchr/testify/require"
)

// This is the table in the documentation of the package. A driver that changes
// its mind shows here first.
func TestTypesOfDrivers(t *testing.T) {
	type value struct {
		column, text string // its type, and what is stored in it
		got          string // what the driver makes of it
	}
	test := func(t *testing.T, d database, list []value) {
		for i, v := range list {
			table := fmt.Sprintf("values%d", i)
			_, err := d.ExecContext(t.Context(), "CREATE TABLE "+table+" (v "+v.column+")")
			require.NoError(t, err)
			d.fill(t, table, 1, [][]any{{v.text}, {nil}})
			var got any
			require.NoError(t, d.QueryRowContext(t.Context(), "SELECT v FROM "+table+" WHERE v IS NOT NULL").Scan(&got))
			require.Equal(t, v.got, fmt.Sprintf("%T %v", got, got), v.column)
			require.NoError(t, d.QueryRowContext(t.Context(), "SELECT v FROM "+table+" WHERE v IS NULL").Scan(&got))
			require.Nil(t, got, v.column)
		}
	}
	t.Run("SQLite", func(t *testing.T) {
		test(t, sqlite(t), []value{
			{"TEXT", "2.50", "string 2.50"},
			{"VARCHAR(20)", "2.50", "string 2.50"},
			{"UUID", "7a9e09c0-0556-4297-96c0-027345e2bc72", "string 7a9e09c0-0556-4297-96c0-027345e2bc72"},
			{"INTEGER", "2", "int64 2"},
			{"INTEGER", "many", "string many"},
			{"BIGINT", "9007199254740993", "int64 9007199254740993"},
			{"NUMERIC(12,3)", "2.550", "float64 2.55"},
			{"NUMERIC(12,3)", "10.000", "int64 10"},
			{"REAL", "2.550", "float64 2.55"},
			{"DOUBLE PRECISION", "10.000", "float64 10"},
			{"TIMESTAMP", "2011-03-27 01:30:00", "time.Time 2011-03-27 01:30:00 +0000 UTC"},
			{"TIMESTAMP", "1301189400", "int64 1301189400"},
			{"TIMESTAMP", "soon", "string soon"},
			{"DATETIME", "2011-03-27T01:30:00Z", "time.Time 2011-03-27 01:30:00 +0000 UTC"},
			{"DATE", "2011-03-27", "time.Time 2011-03-27 00:00:00 +0000 UTC"},
			{"TIMESTAMPTZ", "2011-03-27 01:30:00+01:00", "string 2011-03-27 01:30:00+01:00"},
			{"BOOLEAN", "1", "int64 1"},
		})
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		test(t, postgres(t), []value{
			{"TEXT", "2.50", "string 2.50"},
			{"VARCHAR(20)", "2.50", "string 2.50"},
			{"CHAR(6)", "2.50", "string 2.50  "},
			{"UUID", "7a9e09c0-0556-4297-96c0-027345e2bc72", "string 7a9e09c0-0556-4297-96c0-027345e2bc72"},
			{"SMALLINT", "2", "int64 2"},
			{"INTEGER", "2", "int64 2"},
			{"BIGINT", "9007199254740993", "int64 9007199254740993"},
			{"NUMERIC(12,3)", "2.55", "string 2.550"},
			{"NUMERIC", "2.5500", "string 2.5500"},
			{"NUMERIC", "NaN", "string NaN"},
			{"MONEY", "2.55", "string $2.55"},
			{"REAL", "2.55", "float64 2.549999952316284"},
			{"DOUBLE PRECISION", "2.55", "float64 2.55"},
			{"TIMESTAMP", "2011-03-27 01:30:00", "time.Time 2011-03-27 01:30:00 +0000 UTC"},
			{"TIMESTAMP", "infinity", "string infinity"},
			{"DATE", "2011-03-27", "time.Time 2011-03-27 00:00:00 +0000 UTC"},
			{"BOOLEAN", "1", "bool true"},
			{"BYTEA", "a", "[]uint8 [97]"},
		})
	})
}

// What databases hold besides purchases: one column for each role, times as
// seconds, and values that only a database has.
func TestEveryRole(t *testing.T) {
	inEach(t, func(t *testing.T, d database) {
		_, err := d.ExecContext(t.Context(), `CREATE TABLE events (
			who BIGINT, what BIGINT, basket BIGINT, seconds BIGINT, units NUMERIC(9,3), total NUMERIC(12,3), off NUMERIC(12,3), did VARCHAR(10), stars REAL, shop TEXT)`)
		require.NoError(t, err)
		d.fill(t, "events", 10, [][]any{
			{"1", "10", "100", "1301189400", "2", "19.90", "2.000", "purchase", nil, "Köln"},
			{"1", "10", "101", "1301289400", "0.250", "4.975", nil, "Refund", nil, "Köln"},
			{"1", "11", nil, "1301189300", nil, nil, nil, "view", nil, ""},
			{"2", "11", nil, "1301189301", "3", nil, nil, "CART", nil, nil},
			{"2", "11", nil, "1301189302", nil, nil, nil, "review", "4.7", nil},
			{nil, "11", nil, "1301189303", "1", "0.005", nil, nil, nil, nil},
			{"2", "11", nil, "1301189304", nil, nil, nil, "theft", nil, nil},
			{"2", "11", nil, nil, "1", "1", nil, nil, nil, nil},
		})
		want, expected, err := events.CSV{
			Customer: "who", Item: "what", Order: "basket", Time: "seconds", Quantity: "units", Amount: "total", Discount: "off", Kind: "did", Rating: "stars",
			Keep: []string{"shop"}, Layouts: []string{"unix"}, Location: "Europe/Berlin", Currency: "EUR",
		}.Read(t.Context(), strings.NewReader(strings.Join([]string{"who,what,basket,seconds,units,total,off,did,stars,shop",
			"1,10,100,1301189400,2,19.90,2.000,purchase,,Köln",
			"1,10,101,1301289400,0.250,4.975,,Refund,,Köln",
			"1,11,,1301189300,,,,view,,",
			"2,11,,1301189301,3,,,CART,,",
			"2,11,,1301189302,,,,review,4.7,",
			",11,,1301189303,1,0.005,,,,",
			"2,11,,1301189304,,,,theft,,",
			"2,11,,,1,1,,,,"}, "\n")))
		require.NoError(t, err)
		require.Equal(t, 6, expected.Kept)

		rows, err := d.QueryContext(t.Context(), "SELECT * FROM events ORDER BY random()")
		require.NoError(t, err)
		defer rows.Close()
		got, found, err := events.Rows{
			Customer: "who", Item: "what", Order: "basket", Time: "seconds", Quantity: "units", Amount: "total", Discount: "off", Kind: "did", Rating: "stars",
			Keep: []string{"shop"}, Layouts: []string{"unix"}, Location: "Europe/Berlin", Currency: "EUR",
		}.Read(t.Context(), rows)
		require.NoError(t, err)
		a, err := want.MarshalBinary()
		require.NoError(t, err)
		b, err := got.MarshalBinary()
		require.NoError(t, err)
		requireSame(t, a, b, "every role")
		require.Equal(t, design{}.counts(expected), design{}.counts(found))
	})
}

// A table of PostgreSQL may hold times and prices that are none.
func TestValuesThatCannotBeRead(t *testing.T) {
	d := postgres(t)
	rows, err := d.QueryContext(t.Context(), `SELECT * FROM (VALUES
		('infinity'::timestamp, 1::numeric), ('-infinity', 1), ('0044-03-15 BC', 1), ('12000-01-01', 1),
		('2011-05-01', 'NaN'), ('2011-05-01', 1e30), ('2011-05-01', 2.5)) AS v (bought, amount)`)
	require.NoError(t, err)
	defer rows.Close()
	log, cleaning, err := events.Rows{Time: "bought", Amount: "amount", Policy: events.Policy{MinKept: -1}}.Read(t.Context(), rows)
	require.NoError(t, err)
	require.Equal(t, 1, log.Len())
	require.Equal(t, int64(250), log.At(0).Amount)
	require.Equal(t, 4, cleaning.Dropped(events.BadTime))
	require.Equal(t, 2, cleaning.Dropped(events.BadAmount)+cleaning.Dropped(events.TooMuch))
	require.Equal(t, events.Sample{Line: 1, Column: "bought", Value: "infinity"}, cleaning.Findings[0].First[0])
}
