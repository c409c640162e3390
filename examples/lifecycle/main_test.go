package main

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/events"
	"github.com/clm-go/clm/internal/golden"
)

// figures are what a second implementation says about the built-in orders.
type figures struct {
	Rows, Kept, Customers, Orders int
	Revenue                       float64
	Months                        map[string]float64
	K                             int
	Silhouette, Inertia           float64
	Cohort                        []int `json:"cohort_2010_12"`
}

func TestFiguresOfTheBuiltInOrders(t *testing.T) {
	c := golden.Load[struct{}, figures](t, "testdata/lifecycle/online_retail.json")
	want := c.Output

	o, err := parseFlags(nil, &bytes.Buffer{})
	require.NoError(t, err)
	s, err := readShop(t.Context(), o, newScreen(&bytes.Buffer{}))
	require.NoError(t, err)
	require.Equal(t, want.Rows, s.cleaning.Read)
	purchases := 0
	for _, e := range s.log.All() {
		if e.Kind == events.Purchase {
			purchases++
		}
	}
	require.Equal(t, want.Kept, purchases)
	require.Len(t, s.customers, want.Customers)
	all := totals(s.customers)
	require.Equal(t, want.Orders, all.orders)
	require.InEpsilon(t, want.Revenue, float64(all.gross)/100, c.Tolerance, c.Reason)
	require.Equal(t, "10 December 2011", date(s.asOf))

	months, err := monthlyRevenue(s)
	require.NoError(t, err)
	require.Len(t, months, len(want.Months))
	for i, m := range months {
		v, ok := want.Months[m.start.Format("2006-01")]
		require.True(t, ok, m.start)
		require.InEpsilon(t, v, m.revenue/100, c.Tolerance, c.Reason)
		require.Equal(t, i == 12, m.partial, m.start)
	}

	clusters, err := findClusters(t.Context(), s, o.seed)
	require.NoError(t, err)
	require.Len(t, clusters.tried, 8)
	require.Equal(t, want.K, clusters.best.k)
	require.InEpsilon(t, want.Inertia, clusters.best.inertia, c.Tolerance, c.Reason)
	// A handful of customers lie between two groups where the iteration stops;
	// moving ten of them changes the mean silhouette in the fourth decimal.
	require.InDelta(t, want.Silhouette, clusters.best.silhouette, 3e-4)
	n := 0
	for i, g := range clusters.groups {
		n += g.customers
		require.True(t, i == 0 || g.head() <= clusters.groups[i-1].head(), "groups are numbered by money a head")
	}
	require.Equal(t, want.Customers, n)

	cohorts, err := followCohorts(s)
	require.NoError(t, err)
	require.Equal(t, want.Cohort, cohorts.table.Active[0])
	require.True(t, cohorts.partial)

	segments, err := findSegments(t.Context(), s)
	require.NoError(t, err)
	n, share := 0, 0.0
	for _, p := range segments.profiles {
		if p.Customers > 0 {
			require.Contains(t, advice, p.Name)
		}
		n += p.Customers
		share += p.RevenueShare
	}
	require.Equal(t, want.Customers, n)
	require.InDelta(t, 1, share, 1e-12)
}

// runHere runs the program with a folder of its own for what it writes.
func runHere(t *testing.T, args ...string) (folder, out string, err error) {
	t.Helper()
	folder = filepath.Join(t.TempDir(), "out")
	var b, progress strings.Builder
	err = run(t.Context(), append([]string{"-out", folder}, args...), &b, &progress)
	require.NotContains(t, progress.String(), "\r", "lines are plain where there is no terminal")
	return folder, b.String(), err
}

func TestRun(t *testing.T) {
	folder, out, err := runHere(t)
	require.NoError(t, err)
	for _, say := range []string{
		"541,909  rows read", "4,338 customers placed 18,532 orders worth £8,887,20", "Champions",
		"fall into 3 groups", "17% of the customers; very high number of orders (+3.0 sd)", "November 2011 with £1,156,20", filepath.Join(folder, "report.html"),
	} {
		require.Contains(t, out, say)
	}

	report, err := os.ReadFile(filepath.Join(folder, "report.html"))
	require.NoError(t, err)
	require.Less(t, len(report), 2_000_000)
	require.Contains(t, string(report), "CC BY 4.0")

	rows := readCSV(t, filepath.Join(folder, "customers.csv"))
	require.Len(t, rows, 1+4338)
	require.Equal(t, []string{"customer", "R", "F", "M", "segment", "cluster"}, rows[0])
	require.Equal(t, "12346", rows[1][0]) // ".0" is gone; one order for much, 325 days ago
	require.Equal(t, []string{"1", "1", "5"}, rows[1][1:4])

	// The same orders and the same seed give the same bytes.
	again, _, err := runHere(t)
	require.NoError(t, err)
	for _, name := range []string{"report.html", "customers.csv"} {
		a, err := os.ReadFile(filepath.Join(folder, name))
		require.NoError(t, err)
		b, err := os.ReadFile(filepath.Join(again, name))
		require.NoError(t, err)
		require.True(t, bytes.Equal(a, b), name)
	}
}

func TestAnEarlierDate(t *testing.T) {
	folder, out, err := runHere(t, "-asof", "2011-07-01")
	require.NoError(t, err)
	require.Contains(t, out, "1 December 2010 to 30 June 2011")
	report, err := os.ReadFile(filepath.Join(folder, "report.html"))
	require.NoError(t, err)
	require.NotContains(t, string(report), "not complete", "June is over")
	require.NotContains(t, string(report), "Jul 2011")
}

func readCSV(t *testing.T, file string) [][]string {
	t.Helper()
	f, err := os.Open(file)
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	return rows
}
