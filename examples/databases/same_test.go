package databases

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/clm-go/clm/events"
	"github.com/stretchr/testify/require"
)

// design is one of the ways to keep the orders in a table.
type design struct {
	name    string
	types   [8]string // of the columns
	wall    bool      // times have no zone
	instant bool      // times are written with an offset
	whole   bool      // customers are whole numbers
	plain   bool      // awkward rows cannot be stored
	text    bool      // rows that cannot be read can be stored too
}

func designs() []design {
	return []design{
		{name: "everything a text", text: true, types: [8]string{"TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT"}},
		{name: "natural", wall: true, types: [8]string{"TEXT", "TEXT", "TEXT", "INTEGER", "TIMESTAMP", "NUMERIC(12,3)", "TEXT", "TEXT"}},
		{name: "instants", instant: true, types: [8]string{"VARCHAR(20)", "VARCHAR(20)", "TEXT", "BIGINT", "TIMESTAMPTZ", "NUMERIC", "TEXT", "TEXT"}},
		{name: "floating point", wall: true, types: [8]string{"TEXT", "TEXT", "TEXT", "DOUBLE PRECISION", "TIMESTAMP", "DOUBLE PRECISION", "TEXT", "TEXT"}},
		{name: "whole numbers", wall: true, whole: true, plain: true, types: [8]string{"TEXT", "TEXT", "TEXT", "INTEGER", "TIMESTAMP", "DECIMAL(12,3)", "INTEGER", "TEXT"}},
		{name: "single precision", wall: true, plain: true, types: [8]string{"TEXT", "TEXT", "TEXT", "SMALLINT", "TIMESTAMP", "REAL", "TEXT", "TEXT"}},
	}
}

// create makes the table of a design and fills it.
func (g design) create(t *testing.T, d database, table string, rows [][]string) {
	t.Helper()
	columns := make([]string, len(header))
	for i, name := range header {
		columns[i] = name + " " + g.types[i]
	}
	_, err := d.ExecContext(t.Context(), "CREATE TABLE "+table+" ("+strings.Join(columns, ", ")+")")
	require.NoError(t, err)
	d.fill(t, table, len(header), g.values(rows))
}

// values returns what to store. What is empty is NULL, and in every other row
// an empty text where the column can hold it.
func (g design) values(rows [][]string) [][]any {
	out := make([][]any, len(rows))
	for n, row := range rows {
		out[n] = make([]any, len(row))
		for i, text := range row {
			if i == customerColumn && g.whole {
				text = strings.TrimSuffix(text, ".0")
			}
			if text != "" || n%2 == 0 && (g.types[i] == "TEXT" || strings.HasPrefix(g.types[i], "VARCHAR")) {
				out[n][i] = text
			}
		}
	}
	return out
}

// read reads a table in an order of rows that is never the same.
func (g design) read(t *testing.T, d database, table string, p events.Policy) ([]byte, *events.Cleaning) {
	t.Helper()
	rows, err := d.QueryContext(t.Context(), "SELECT * FROM "+table+" ORDER BY random()")
	require.NoError(t, err)
	defer rows.Close()
	log, cleaning, err := mapping(g.wall, p).Read(t.Context(), rows)
	require.NoError(t, err)
	data, err := log.MarshalBinary()
	require.NoError(t, err)
	return data, cleaning
}

// counts returns what a Cleaning says without the places, which are lines in a
// file and numbers of rows in a database. Instants know nothing of clocks.
func (g design) counts(c *events.Cleaning) events.Cleaning {
	out := events.Cleaning{Read: c.Read, Kept: c.Kept}
	for _, f := range c.Findings {
		if g.instant && (f.Reason == events.LocalMissing || f.Reason == events.LocalTwice) {
			continue
		}
		f.First = nil
		out.Findings = append(out.Findings, f)
	}
	return out
}

// requireSame compares logs without printing them.
func requireSame(t *testing.T, want, got []byte, message string) {
	t.Helper()
	require.True(t, bytes.Equal(want, got), "%s: %d and %d bytes", message, len(want), len(got))
}

func TestTheSameOrdersGiveTheSameLog(t *testing.T) {
	first := retail(t, 10_000)
	inEach(t, func(t *testing.T, d database) {
		for i, g := range designs() {
			t.Run(g.name, func(t *testing.T) {
				rows := slices.Clone(first)
				if !g.plain {
					rows = append(rows, awkward()...)
				}
				local := rows
				if g.text {
					rows = append(rows, unreadable()...)
				}
				if g.instant {
					rows = inUTC(t, rows)
				}
				table := "orders" + string(rune('a'+i))
				g.create(t, d, table, rows)
				for name, p := range policies() {
					want, cleaning := fromCSV(t, rows, p)
					got, found := g.read(t, d, table, p)
					requireSame(t, want, got, name)
					require.Equal(t, g.counts(cleaning), g.counts(found), name)
					if g.instant {
						other, _ := fromCSV(t, local, p)
						requireSame(t, other, got, name+": instants and clocks")
					}
				}
			})
		}
	})
}

// What is stored matters: the test above must be able to fail.
func TestAnotherOrderGivesAnotherLog(t *testing.T) {
	inEach(t, func(t *testing.T, d database) {
		g := designs()[1]
		want, _ := fromCSV(t, awkward(), events.Policy{})
		for i, change := range []struct {
			column int
			text   string
		}{{0, "A1x"}, {1, "a"}, {2, "no customer "}, {3, "2"}, {4, "2011-05-01 10:00:00.000001"}, {5, "1.26"}, {6, "7"}, {7, "France"}} {
			rows := awkward()
			rows[0][change.column] = change.text
			table := "orders" + string(rune('a'+i))
			g.create(t, d, table, rows)
			got, _ := g.read(t, d, table, events.Policy{})
			require.False(t, bytes.Equal(want, got), header[change.column])
		}
	})
}

func TestTheWholeFile(t *testing.T) {
	if testing.Short() {
		t.Skip("541,909 rows take some seconds; the first 10,000 are read in short mode too")
	}
	all := retail(t, 0)
	require.Len(t, all, 541_909)
	p := policies()["strict"]
	want, cleaning := fromCSV(t, all, p)
	inEach(t, func(t *testing.T, d database) {
		g := designs()[4]
		g.create(t, d, "orders", all)
		got, found := g.read(t, d, "orders", p)
		requireSame(t, want, got, "Online Retail")
		require.Equal(t, g.counts(cleaning), g.counts(found))
	})
}
