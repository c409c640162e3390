package events

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/golden"
)

// goldenRun is one table of summaries made by lifetimes.
type goldenRun struct {
	Rows      int   `json:"rows"`
	Minor     int64 `json:"minor"`
	Customers int   `json:"customers"`
	Sums      struct {
		Frequency int     `json:"frequency"`
		Recency   int     `json:"recency"`
		T         int     `json:"T"`
		Monetary  float64 `json:"monetary"`
	} `json:"sums"`
	Summaries []struct {
		Customer  string  `json:"customer"`
		Frequency int     `json:"frequency"`
		Recency   int     `json:"recency"`
		T         int     `json:"T"`
		Monetary  float64 `json:"monetary"`
	} `json:"summaries"`
}

type (
	goldenInput struct {
		Transactions [][3]any    `json:"transactions"`
		Unit         string      `json:"unit"`  // unless the run says
		AsOf         string      `json:"as_of"` // of the only run, if there are no Runs
		Runs         []goldenAsk `json:"runs"`
	}
	goldenAsk struct {
		Unit string `json:"unit"`
		AsOf string `json:"as_of"`
	}
	goldenOutput struct {
		goldenRun
		Runs []goldenRun `json:"runs"`
	}
	goldenSummaries struct {
		golden.Case[goldenInput, goldenOutput]
	}
)

func readGoldenSummaries(tb testing.TB, name string) goldenSummaries {
	tb.Helper()
	g := goldenSummaries{golden.Load[goldenInput, goldenOutput](tb, filepath.Join("testdata", "summary", name))}
	if g.Input.AsOf != "" {
		g.Input.Runs = append(g.Input.Runs, goldenAsk{AsOf: g.Input.AsOf})
		g.Output.Runs = append(g.Output.Runs, g.Output.goldenRun)
	}
	require.NotEmpty(tb, g.Output.Runs)
	require.Len(tb, g.Output.Runs, len(g.Input.Runs))
	return g
}

// same holds our summaries of a log against those of lifetimes. Money can be
// compared only where no purchase has a negative amount.
func (g *goldenSummaries) same(t *testing.T, run int, l *Log, money bool) {
	in, want := g.Input.Runs[run], g.Output.Runs[run]
	unit := map[string]clm.Unit{"D": clm.Day, "W": clm.Week, "M": clm.Month}[in.Unit+g.Input.Unit]
	require.NotEmpty(t, unit)
	got, err := Summaries{AsOf: at(t, in.AsOf), Unit: unit}.OfLog(l)
	require.NoError(t, err)
	require.Len(t, got, want.Customers)
	require.Equal(t, want.Rows, l.Before(at(t, in.AsOf)).Len())
	var minor int64
	frequency, recency, age, monetary := 0, 0, 0, 0.0
	by := map[string]Summary{}
	for _, s := range got {
		minor += s.Gross
		frequency += s.Frequency
		recency += s.Recency
		age += s.T
		monetary += s.MeanRepeat
		by[s.Customer] = s
	}
	require.Equal(t, want.Sums.Frequency, frequency)
	require.Equal(t, want.Sums.Recency, recency)
	require.Equal(t, want.Sums.T, age)
	if money {
		require.Equal(t, want.Minor, minor)
		require.LessOrEqual(t, math.Abs(monetary-want.Sums.Monetary), g.Tolerance*want.Sums.Monetary)
	}
	require.NotEmpty(t, want.Summaries)
	for _, w := range want.Summaries {
		s, ok := by[w.Customer]
		require.True(t, ok, w.Customer)
		require.Equal(t, []int{w.Frequency, w.Recency, w.T}, []int{s.Frequency, s.Recency, s.T}, w.Customer)
		if money {
			require.LessOrEqual(t, math.Abs(s.MeanRepeat-w.Monetary), g.Tolerance*w.Monetary, w.Customer)
		}
	}
}

func TestSummariesAreThoseOfLifetimes(t *testing.T) {
	g := readGoldenSummaries(t, "made.json")
	var list []Event
	for _, row := range g.Input.Transactions {
		list = append(list, Event{Customer: row[0].(string), Time: at(t, row[1].(string)), Amount: int64(row[2].(float64)), Quantity: 1})
	}
	l := makeLog(t, "", list...)
	for run, want := range g.Output.Runs {
		require.Len(t, want.Summaries, want.Customers)
		g.same(t, run, l, true)
	}
}

func TestCDNOWSummariesAreThoseOfLifetimes(t *testing.T) {
	for _, c := range []struct {
		golden, file string
		header       bool
		customer     int // column
	}{{"cdnow_sample.json", "CDNOW_sample.txt", false, 1}, {"cdnow_master.json", "CDNOW_master.txt.gz", true, 0}} {
		g := readGoldenSummaries(t, c.golden)
		l := makeLog(t, "", readCDNOW(t, golden.Data(t, "orders/"+c.file), c.header, c.customer)...)
		for run := range g.Output.Runs {
			g.same(t, run, l, true)
		}
	}
}

// readCDNOW reads lines of columns between blanks: the customer in the given
// column, then date, units and dollars.
func readCDNOW(t *testing.T, file string, header bool, customer int) []Event {
	b, err := os.ReadFile(file)
	require.NoError(t, err)
	if strings.HasSuffix(file, ".gz") {
		z, err := gzip.NewReader(bytes.NewReader(b))
		require.NoError(t, err)
		b, err = io.ReadAll(z)
		require.NoError(t, err)
	}
	var out []Event
	lines := bufio.NewScanner(bytes.NewReader(b))
	for lines.Scan() {
		f := strings.Fields(lines.Text())
		if header || len(f) == 0 {
			header = false
			continue
		}
		f = append(f[customer:customer+1], f[len(f)-3:]...)
		day, err := time.Parse("20060102", f[1])
		require.NoError(t, err)
		units, err := strconv.ParseFloat(f[2], 64)
		require.NoError(t, err)
		whole, cents, _ := strings.Cut(f[3], ".")
		amount, err := strconv.ParseInt(whole+(cents + "00")[:2], 10, 64)
		require.NoError(t, err)
		out = append(out, Event{Customer: f[0], Time: day, Quantity: units, Amount: amount})
	}
	require.NoError(t, lines.Err())
	return out
}

func TestOnlineRetailSummariesAreThoseOfLifetimes(t *testing.T) {
	good, all := readOnlineRetail(t, golden.Data(t, "orders/online-retail.csv.gz"))
	g := readGoldenSummaries(t, "online_retail.json")
	l := makeLog(t, "", good...)
	g.same(t, 0, l, true)
	g = readGoldenSummaries(t, "online_retail_all.json")
	g.same(t, 0, makeLog(t, "", all...), false)

	// Monthly revenue as pandas adds it up, before the four lines that are not
	// whole pence are rounded.
	pounds := []float64{570422.730, 568101.310, 446084.920, 594081.760, 468374.331, 677355.150, 660046.050,
		598962.901, 644051.040, 950690.202, 1035642.450, 1156205.610, 517190.440}
	s, err := l.Series(clm.Period{Unit: clm.Month}, MeasureRevenue)
	require.NoError(t, err)
	require.Len(t, s.Values, len(pounds))
	for k, v := range s.Values {
		require.InDelta(t, pounds[k]*100, v, 1, s.Start[k])
	}
	require.Equal(t, at(t, "2010-12-01"), s.Start[0])
	require.True(t, s.Partial)
	orders, baskets := 0.0, 0
	s, err = l.Series(clm.Period{Unit: clm.Week}, MeasureOrders)
	require.NoError(t, err)
	for _, v := range s.Values {
		orders += v
	}
	for range l.Baskets() {
		baskets++
	}
	require.Equal(t, []int{18532, 18532}, []int{int(orders), baskets})
}

// readOnlineRetail returns all rows with a customer, and those of them that
// are purchases at a price, each once.
func readOnlineRetail(t *testing.T, file string) (good, all []Event) {
	b, err := os.ReadFile(file)
	require.NoError(t, err)
	z, err := gzip.NewReader(bytes.NewReader(b))
	require.NoError(t, err)
	rows := csv.NewReader(z)
	header, err := rows.Read()
	require.NoError(t, err)
	column := map[string]int{}
	for i, name := range header {
		column[name] = i
	}
	met := map[string]bool{}
	for {
		row, err := rows.Read()
		if err == io.EOF {
			return good, all
		}
		require.NoError(t, err)
		get := func(name string) string { return row[column[name]] }
		if get("CustomerID") == "" {
			continue
		}
		quantity, err := strconv.ParseInt(get("Quantity"), 10, 64)
		require.NoError(t, err)
		whole, part, _ := strings.Cut(get("UnitPrice"), ".")
		price, err := strconv.ParseInt(whole+(part + "000")[:3], 10, 64) // thousandths
		require.NoError(t, err)
		tenths := quantity * price
		e := Event{
			Customer: strings.TrimSuffix(get("CustomerID"), ".0"), Item: get("StockCode"), Order: get("InvoiceNo"), Time: at(t, get("InvoiceDate")),
			Quantity: math.Abs(float64(quantity)), Amount: max(0, (tenths+5)/10), // halves away from zero
		}
		all = append(all, e)
		key := strings.Join(row, "\x00")
		if tenths > 0 && !strings.HasPrefix(e.Order, "C") && !met[key] {
			good = append(good, e)
		}
		met[key] = true
	}
}
