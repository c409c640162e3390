package databases

import (
	"bytes"
	"compress/gzip"
	"database/sql"
	"encoding/csv"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/clm-go/clm/events"
)

// retail returns the header and the first orders of the shop whose orders are
// built into the lifecycle example.
func retail(t *testing.T) [][]string {
	t.Helper()
	n := 60_000
	if testing.Short() {
		n = 6_000
	}
	f, err := os.Open("../lifecycle/data/online-retail.csv.gz")
	require.NoError(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	require.NoError(t, err)
	r := csv.NewReader(z)
	var out [][]string
	for range 1 + n {
		row, err := r.Read()
		require.NoError(t, err)
		out = append(out, row)
	}
	require.Equal(t, "InvoiceNo StockCode Description Quantity InvoiceDate UnitPrice CustomerID Country", strings.Join(out[0], " "))
	return out
}

// fromFile is what all databases have to give as well.
func fromFile(t *testing.T, orders [][]string) (log []byte, cleaning *events.Cleaning) {
	t.Helper()
	var file bytes.Buffer
	require.NoError(t, csv.NewWriter(&file).WriteAll(orders))
	l, cleaning, err := events.CSV{
		Customer: "CustomerID", Item: "StockCode", Order: "InvoiceNo", Time: "InvoiceDate", Quantity: "Quantity", Price: "UnitPrice",
		Keep: []string{"Description", "Country"}, Location: "Europe/London", Currency: "GBP", TrimPointZero: true,
		Policy: events.Policy{Duplicates: events.Drop, CancelPrefix: "C"},
	}.Read(t.Context(), &file)
	require.NoError(t, err)
	log, err = l.MarshalBinary()
	require.NoError(t, err)
	return log, cleaning
}

// fromTable puts the orders into a table and reads them back. Types are those
// of the columns for the time, the price and the customer.
func fromTable(t *testing.T, db *sql.DB, param func(i int) string, types [3]string, orders [][]string) (log []byte, cleaning *events.Cleaning) {
	t.Helper()
	ctx := t.Context()
	_, err := db.ExecContext(ctx, fmt.Sprintf(`CREATE TEMPORARY TABLE orders ("InvoiceNo" TEXT, "StockCode" TEXT,
		"Description" TEXT, "Quantity" INTEGER, "InvoiceDate" %s, "UnitPrice" %s, "CustomerID" %s, "Country" TEXT)`, types[0], types[1], types[2]))
	require.NoError(t, err)
	tx, err := db.BeginTx(ctx, nil)
	require.NoError(t, err)
	defer tx.Rollback()
	params := make([]string, 8)
	for i := range params {
		params[i] = param(i + 1)
	}
	insert, err := tx.PrepareContext(ctx, "INSERT INTO orders VALUES ("+strings.Join(params, ", ")+")")
	require.NoError(t, err)
	defer insert.Close()
	for _, row := range orders[1:] {
		_, err := insert.ExecContext(ctx, values(t, row, types)...)
		require.NoError(t, err)
	}
	require.NoError(t, tx.Commit())

	rows, err := db.QueryContext(ctx, "SELECT * FROM orders")
	require.NoError(t, err)
	defer rows.Close()
	l, cleaning, err := events.Rows{
		Customer: "CustomerID", Item: "StockCode", Order: "InvoiceNo", Time: "InvoiceDate", Quantity: "Quantity", Price: "UnitPrice",
		Keep: []string{"Description", "Country"}, Location: "Europe/London", Currency: "GBP", WallClock: true,
		Policy: events.Policy{Duplicates: events.Drop, CancelPrefix: "C"},
	}.Read(ctx, rows)
	require.NoError(t, err)
	log, err = l.MarshalBinary()
	require.NoError(t, err)
	return log, cleaning
}

// values are a row as a program would hand it to the database: numbers as
// numbers, times as times where the column is one, and NULL for what is
// missing.
func values(t *testing.T, row []string, types [3]string) []any {
	t.Helper()
	out := make([]any, len(row))
	for i, text := range row {
		if text == "" {
			continue
		}
		out[i] = text
		switch i {
		case 3:
			n, err := strconv.ParseInt(text, 10, 64)
			require.NoError(t, err)
			out[i] = n
		case 4:
			if types[0] != "TEXT" {
				at, err := time.Parse(time.DateTime, text)
				require.NoError(t, err)
				out[i] = at
			}
		case 5:
			if types[1] == "REAL" || types[1] == "FLOAT8" {
				v, err := strconv.ParseFloat(text, 64)
				require.NoError(t, err)
				out[i] = v
			}
		case 6:
			id := strings.TrimSuffix(text, ".0")
			out[i] = id
			if types[2] == "INTEGER" {
				n, err := strconv.ParseInt(id, 10, 64)
				require.NoError(t, err)
				out[i] = n
			}
		}
	}
	return out
}

// same checks that two ways to read found the same.
func same(t *testing.T, orders [][]string, log []byte, cleaning *events.Cleaning) {
	t.Helper()
	wantLog, want := fromFile(t, orders)
	require.Greater(t, want.Found(events.Cancelled), 0)
	require.Greater(t, want.Dropped(events.Duplicate), 0)
	require.Equal(t, want.Read, cleaning.Read)
	require.Equal(t, want.Kept, cleaning.Kept)
	require.Len(t, cleaning.Findings, len(want.Findings))
	for i, f := range want.Findings {
		require.Equal(t, f.Reason, cleaning.Findings[i].Reason)
		require.Equal(t, f.Count, cleaning.Findings[i].Count, f.Reason)
	}
	require.True(t, bytes.Equal(wantLog, log), "the log is another one")
}

func TestSQLite(t *testing.T) {
	for name, types := range map[string][3]string{
		"texts":            {"TEXT", "TEXT", "TEXT"},
		"times and floats": {"DATETIME", "REAL", "INTEGER"},
	} {
		t.Run(name, func(t *testing.T) {
			db, err := sql.Open("sqlite", ":memory:")
			require.NoError(t, err)
			defer db.Close()
			db.SetMaxOpenConns(1) // each connection has a memory of its own
			orders := retail(t)
			log, cleaning := fromTable(t, db, func(int) string { return "?" }, types, orders)
			same(t, orders, log, cleaning)
		})
	}
}

func TestPostgres(t *testing.T) {
	address := os.Getenv("CLM_POSTGRES")
	if address == "" {
		t.Skip("CLM_POSTGRES names no server")
	}
	for name, types := range map[string][3]string{
		"texts":              {"TEXT", "NUMERIC(10,3)", "TEXT"},
		"times and decimals": {"TIMESTAMP", "NUMERIC(10,3)", "INTEGER"},
		"times and floats":   {"TIMESTAMP", "FLOAT8", "INTEGER"},
	} {
		t.Run(name, func(t *testing.T) {
			db, err := sql.Open("pgx", address)
			require.NoError(t, err)
			defer db.Close()
			db.SetMaxOpenConns(1) // the table is that of one connection
			orders := retail(t)
			log, cleaning := fromTable(t, db, func(i int) string { return fmt.Sprintf("$%d", i) }, types, orders)
			same(t, orders, log, cleaning)
		})
	}
}
