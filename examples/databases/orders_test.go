package databases

import (
	"compress/gzip"
	"encoding/csv"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/clm-go/clm/events"
	"github.com/stretchr/testify/require"
)

// The orders have the columns of Online Retail.
var header = []string{"InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"}

// Places in a row.
const (
	timeColumn     = 4
	customerColumn = 6
)

const place = "Europe/London"

// retail returns the first rows of Online Retail, all of them for 0.
func retail(t *testing.T, n int) [][]string {
	t.Helper()
	f, err := os.Open("../lifecycle/data/online-retail.csv.gz")
	require.NoError(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	require.NoError(t, err)
	r := csv.NewReader(z)
	first, err := r.Read()
	require.NoError(t, err)
	require.Equal(t, header, first)
	var rows [][]string
	for n == 0 || len(rows) < n {
		row, err := r.Read()
		if err == io.EOF {
			break
		}
		require.NoError(t, err)
		rows = append(rows, row)
	}
	return rows
}

// awkward returns rows that are easy to get wrong. Each can stand in columns of
// natural types.
func awkward() [][]string {
	return [][]string{
		// No customer, no item, no order, no description, none of them.
		{"A1", "A", "no customer", "1", "2011-05-01 10:00:00", "1.25", "", "United Kingdom"},
		{"A2", "", "no item", "2", "2011-05-01 10:00:00", "1.25", "7", "United Kingdom"},
		{"", "A", "no order", "3", "2011-05-01 10:00:00", "1.25", "7", "United Kingdom"},
		{"A3", "A", "", "4", "2011-05-01 10:00:00", "1.25", "7", ""},
		{"", "", "", "5", "2011-05-01 10:00:00", "1.25", "", ""},
		// No quantity, no price: these cannot be read.
		{"A4", "A", "no quantity", "", "2011-05-01 10:00:00", "1.25", "7", "France"},
		{"A4", "A", "no price", "1", "2011-05-01 10:00:00", "", "7", "France"},
		// Returns, a cancelled order, a correction of the books, a present.
		{"A5", "A", "a return", "-2", "2011-05-02 10:00:00", "1.25", "7", "France"},
		{"C6", "A", "cancelled", "-1", "2011-05-02 11:00:00", "1.25", "7", "France"},
		{"C7", "A", "cancelled, but positive", "1", "2011-05-02 12:00:00", "1.25", "7", "France"},
		{"A8", "B", "Adjust bad debt", "1", "2011-05-02 13:00:00", "-11062.06", "", "United Kingdom"},
		{"A9", "B", "a present", "1", "2011-05-02 14:00:00", "0", "8", "France"},
		// Three decimals: some products are whole pennies, some are rounded.
		{"A10", "C", "cheap", "1", "2011-05-03 10:00:00", "0.125", "8", "France"},
		{"A10", "C", "cheap", "8", "2011-05-03 10:00:00", "0.125", "8", "France"},
		{"A10", "C", "cheap", "-1", "2011-05-03 10:00:00", "0.125", "8", "France"},
		{"A10", "C", "cheaper", "5", "2011-05-03 10:00:00", "0.001", "8", "France"},
		{"A10", "C", "dear", "2147483647", "2011-05-03 10:00:00", "99999999.999", "8", "France"},
		// Texts.
		{"A11", "Käse", "Grüße, \"groß\"\nzweite Zeile", "1", "2011-05-04 10:00:00", "1", "Zoë", "Österreich"},
		{"A11", "チーズ", "大きい 🧀", "1", "2011-05-04 10:00:00", "1", "山田", "日本"},
		{"A11", "e\u0301", "the same letters, other bytes", "1", "2011-05-04 10:00:00", "1", "Zoe\u0308", "Österreich"},
		{" A11 ", " ", "  blanks  ", "1", "2011-05-04 10:00:00", "1", " 8", "France"},
		{"A12", "a", "lower case", "1", "2011-05-04 10:00:00", "1", "o'hara;--", "Ireland"},
		{"A12", "A", "NULL", "1", "2011-05-04 10:00:00", "1", "NULL", "null"},
		{"007", "1e3", "not numbers", "1", "2011-05-04 10:00:00", "1", "0012", "France"},
		{"7.0", "A.0", "tools make numbers of ids", "1", "2011-05-04 10:00:00", "1", "12.0", "France"},
		{"7", "A", "tools make numbers of ids", "1", "2011-05-04 10:00:00", "1", "12", "France"},
		// Clocks go forward, clocks go back, parts of a second, far-off years.
		{"T1", "A", "before", "1", "2011-03-27 00:59:59", "1", "9", "France"},
		{"T2", "A", "never on the clock", "1", "2011-03-27 01:30:00", "1", "9", "France"},
		{"T3", "A", "after", "1", "2011-03-27 02:00:00", "1", "9", "France"},
		{"T4", "A", "twice on the clock", "1", "2011-10-30 01:30:00", "1", "9", "France"},
		{"T5", "A", "twice on the clock", "1", "2011-10-30 01:59:59.999999", "1", "9", "France"},
		{"T6", "A", "once again", "1", "2011-10-30 02:00:00", "1", "9", "France"},
		{"T7", "A", "midnight", "1", "2011-06-01 00:00:00", "1", "9", "France"},
		{"T8", "A", "leap day", "1", "2012-02-29 23:59:59.000001", "1", "9", "France"},
		{"T9", "A", "local mean time", "1", "1700-01-01 12:00:00", "1", "9", "France"},
		{"T10", "A", "the second day of all", "1", "0001-01-02 12:00:00", "1", "9", "France"},
		{"T11", "A", "the last day but one", "1", "9999-12-30 23:59:59", "1", "9", "France"},
		{"T12", "A", "too early, the zero time of Go", "1", "0001-01-01 00:00:00", "1", "9", "France"},
		{"T13", "A", "too late", "1", "9999-12-31 23:59:59", "1", "9", "France"},
		// Copies, and rows that only nearly are.
		{"D1", "A", "copy", "1", "2011-05-05 10:00:00", "1.5", "9", "France"},
		{"D1", "A", "copy", "1", "2011-05-05 10:00:00", "1.5", "9", "France"},
		{"D1", "A", "copy", "1", "2011-05-05 10:00:00", "1.5", "9", "France"},
		{"D1", "A", "copy", "1", "2011-05-05 10:00:00", "1.5", "9", "Francia"},
		{"D2", "A", "", "1", "2011-05-05 10:00:00", "1.5", "", ""},
		{"D2", "A", "", "1", "2011-05-05 10:00:00", "1.5", "", ""},
	}
}

// unreadable returns rows that only columns of texts can hold.
func unreadable() [][]string {
	return [][]string{
		{"U1", "A", "no number", "many", "2011-05-01 10:00:00", "1.25", "7", "France"},
		{"U2", "A", "no time", "1", "soon", "1.25", "7", "France"},
		{"U3", "A", "no such day", "1", "2011-02-29 10:00:00", "1.25", "7", "France"},
		{"U4", "A", "empty time", "1", "", "1.25", "7", "France"},
		{"U5", "A", "money with a sign", "1", "2011-05-01 10:00:00", "£1.25", "7", "France"},
		{"U6", "A", "too much", "999999999999999", "2011-05-01 10:00:00", "99999999999", "7", "France"},
		{"U7", "A", "with an offset", "1", "2011-05-01T10:00:00+05:30", "1.25", "7", "France"},
		{"U8", "A", "written oddly", "+02.50", "2011-05-01 10:00", "1.250e0", "7", "France"},
	}
}

// inUTC writes the times of rows as instants.
func inUTC(t *testing.T, rows [][]string) [][]string {
	t.Helper()
	london, err := time.LoadLocation(place)
	require.NoError(t, err)
	out := make([][]string, len(rows))
	for i, row := range rows {
		when, err := time.ParseInLocation(time.DateTime, row[timeColumn], london)
		require.NoError(t, err)
		out[i] = append([]string(nil), row...)
		out[i][timeColumn] = when.UTC().Format("2006-01-02 15:04:05.999999Z07:00")
	}
	return out
}

// policies are what is asked of the readers.
func policies() map[string]events.Policy {
	return map[string]events.Policy{
		"keep": {},
		"strict": {
			NoCustomer: events.Drop, Duplicates: events.Drop, ZeroPrice: events.Drop, CancelPrefix: "C",
			NegativePrice: events.AsRefund, DropItems: []string{"POST", "DOT", "M"},
		},
		"drop": {Negative: events.Drop, Duplicates: events.Drop, CancelPrefix: "C", Cancelled: events.Drop},
	}
}

// fromCSV returns what the rows are as a file.
func fromCSV(t *testing.T, rows [][]string, p events.Policy) ([]byte, *events.Cleaning) {
	t.Helper()
	var text strings.Builder
	w := csv.NewWriter(&text)
	require.NoError(t, w.Write(header))
	require.NoError(t, w.WriteAll(rows))
	log, cleaning, err := events.CSV{
		Customer: "CustomerID", Item: "StockCode", Order: "InvoiceNo", Time: "InvoiceDate", Quantity: "Quantity", Price: "UnitPrice",
		Keep: []string{"Description", "Country"}, Location: place, Currency: "GBP", TrimPointZero: true, Policy: p,
	}.Read(t.Context(), strings.NewReader(text.String()))
	require.NoError(t, err)
	data, err := log.MarshalBinary()
	require.NoError(t, err)
	return data, cleaning
}

// mapping reads the same from a table.
func mapping(wall bool, p events.Policy) events.Rows {
	return events.Rows{
		Customer: "CustomerID", Item: "StockCode", Order: "InvoiceNo", Time: "InvoiceDate", Quantity: "Quantity", Price: "UnitPrice",
		Keep: []string{"Description", "Country"}, Location: place, Currency: "GBP", TrimPointZero: true, WallClock: wall, Policy: p,
	}
}
