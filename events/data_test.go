package events_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/clm-go/clm/events"
	"github.com/clm-go/clm/internal/golden"
	"github.com/stretchr/testify/require"
)

// openData opens a file of the data sets outside of the project, which
// CLM_DATA points to.
func openData(t testing.TB, name string) *os.File {
	f, err := os.Open(golden.Data(t, name))
	require.NoError(t, err)
	t.Cleanup(func() { f.Close() })
	return f
}

// onlineRetail maps the columns of Online Retail (Daqing Chen, UCI Machine
// Learning Repository, 2015, DOI 10.24432/C5BW33, CC BY 4.0).
func onlineRetail(p events.Policy) events.CSV {
	return events.CSV{
		Customer: "CustomerID", Item: "StockCode", Order: "InvoiceNo", Time: "InvoiceDate",
		Quantity: "Quantity", Price: "UnitPrice", TrimPointZero: true, Policy: p,
	}
}

// strict drops all that is no plain purchase of a known customer.
func strict() events.Policy {
	return events.Policy{NoCustomer: events.Drop, Duplicates: events.Drop, CancelPrefix: "C", Cancelled: events.Drop, ZeroPrice: events.Drop}
}

// step is a line of the table of figures of Online Retail: exact sums of
// quantity × price, taken with another program.
type step struct {
	rows, customers, orders int
	revenue                 string
}

func stepOf(l *events.Log) step {
	var sum int64
	for _, e := range l.All() {
		if e.Kind == events.Refund {
			sum -= e.Amount
		} else {
			sum += e.Amount
		}
	}
	sign := ""
	if sum < 0 {
		sign, sum = "-", -sum
	}
	return step{l.Len(), l.Customers().Len(), l.Orders(), fmt.Sprintf("%s%d.%03d", sign, sum/1000, sum%1000)}
}

func TestOnlineRetail(t *testing.T) {
	c := onlineRetail(events.Policy{CancelPrefix: "C", NegativePrice: events.AsRefund})
	c.MinorPerUnit = 1000 // prices have up to three decimals, so that nothing is rounded
	c.Keep = []string{"Country", "Description"}
	all, cleaning, err := c.Read(context.Background(), openData(t, "orders/online-retail.csv.gz"))
	require.NoError(t, err)
	require.Equal(t, 541_909, cleaning.Read)
	require.Equal(t, 541_909, cleaning.Kept)
	require.Equal(t, 135_080, cleaning.Found(events.NoCustomer))
	require.Equal(t, 9_288, cleaning.Found(events.Cancelled))
	require.Equal(t, 10_624, cleaning.Found(events.Negative))
	require.Equal(t, 2_515, cleaning.Found(events.ZeroPrice))
	require.Equal(t, 2, cleaning.Found(events.NegativePrice))
	require.Len(t, cleaning.Findings, 5)

	first, last := all.Span()
	require.Equal(t, "2010-12-01 08:26:00", first.Format(time.DateTime))
	require.Equal(t, "2011-12-09 12:50:00", last.Format(time.DateTime))
	require.Equal(t, 4_070, all.Items().Len())
	days, codes, descriptions := map[string]bool{}, map[string]bool{}, 0
	for _, e := range all.All() {
		days[e.Time.Format(time.DateOnly)] = true
		codes[strings.ToUpper(e.Item)] = true
	}
	require.Len(t, days, 305)
	require.Len(t, codes, 3_958)
	texts, _ := all.ItemAttribute("Description")
	for _, s := range texts {
		if s != "" {
			descriptions++
		}
	}
	require.Greater(t, descriptions, 3_900)

	cancels := func(e events.Event) bool { return strings.HasPrefix(e.Order, "C") }
	known := func(e events.Event) bool { return e.Customer != "" }
	knownPlain := all.Where(func(e events.Event) bool { return known(e) && !cancels(e) })
	plain := all.Where(func(e events.Event) bool { return !cancels(e) })
	for name, s := range map[string]struct {
		log  *events.Log
		want step
	}{
		"all rows":                         {all, step{541_909, 4_372, 25_900, "9747747.934"}},
		"without cancellations":            {plain, step{532_621, 4_339, 22_064, "10644560.424"}},
		"cancellations alone":              {all.Where(cancels), step{9_288, 1_589, 3_836, "-896812.490"}},
		"quantity and price above 0":       {all.Where(func(e events.Event) bool { return e.Kind == events.Purchase && e.Amount > 0 }), step{530_104, 4_338, 19_960, "10666684.544"}},
		"with customer":                    {all.Where(known), step{406_829, 4_372, 22_190, "8300065.814"}},
		"with customer, no cancellations":  {knownPlain, step{397_924, 4_339, 18_536, "8911407.904"}},
		"and price above 0":                {knownPlain.Where(func(e events.Event) bool { return e.Amount > 0 }), step{397_884, 4_338, 18_532, "8911407.904"}},
		"refunds that are no cancellation": {all.Where(func(e events.Event) bool { return e.Kind == events.Refund && !cancels(e) && e.Amount == 0 }), step{1_336, 0, 1_336, "0.000"}},
		"cancellations of customers":       {all.Where(func(e events.Event) bool { return cancels(e) && known(e) }), step{8_905, 1_589, 3_654, "-611342.090"}},
	} {
		got := stepOf(s.log)
		if name == "refunds that are no cancellation" {
			got.orders = s.want.orders // not among the figures
		}
		require.Equal(t, s.want, got, name)
	}
	for _, m := range onlineRetailMonths {
		from, err := time.Parse("2006-01", m.month)
		require.NoError(t, err)
		to := from.AddDate(0, 1, 0)
		month := stepOf(all.Between(from, to))
		require.Equal(t, m.rows, month.rows, m.month)
		require.Equal(t, m.revenue, month.revenue, m.month)
		require.Equal(t, m.plain, stepOf(plain.Between(from, to)).revenue, m.month)
		month = stepOf(knownPlain.Between(from, to))
		require.Equal(t, m.known, month.revenue, m.month)
		require.Equal(t, m.customers, month.customers, m.month)
		require.Equal(t, m.orders, month.orders, m.month)
	}
}

// With all drops: the last step of the figures, month by month.
func TestOnlineRetailStrict(t *testing.T) {
	c := onlineRetail(strict())
	c.MinorPerUnit = 1000
	l, cleaning, err := c.Read(context.Background(), openData(t, "orders/online-retail.csv.gz"))
	require.NoError(t, err)
	require.Equal(t, 135_080, cleaning.Dropped(events.NoCustomer))
	require.Equal(t, 8_905, cleaning.Dropped(events.Cancelled))
	require.Equal(t, 40, cleaning.Dropped(events.ZeroPrice))
	require.Equal(t, 397_884-392_692, cleaning.Dropped(events.Duplicate))
	require.Equal(t, step{392_692, 4_338, 18_532, "8887208.894"}, stepOf(l))
	for _, m := range onlineRetailMonths {
		from, err := time.Parse("2006-01", m.month)
		require.NoError(t, err)
		require.Equal(t, m.strict, stepOf(l.Between(from, from.AddDate(0, 1, 0))).revenue, m.month)
	}

	// In pence: four rows are not whole ones.
	c.MinorPerUnit = 0
	l, cleaning, err = c.Read(context.Background(), openData(t, "orders/online-retail.csv.gz"))
	require.NoError(t, err)
	var sum int64
	for _, e := range l.All() {
		sum += e.Amount
	}
	require.EqualValues(t, 888_720_889, sum)
	require.Equal(t, 4, cleaning.Found(events.Rounded))

	// Duplicates alone.
	_, cleaning, err = onlineRetail(events.Policy{Duplicates: events.Drop}).Read(context.Background(), openData(t, "orders/online-retail.csv.gz"))
	require.NoError(t, err)
	require.Equal(t, 5_268, cleaning.Dropped(events.Duplicate))
	require.Equal(t, 536_639, cleaning.Kept, "distinct rows but two with a negative price")
}

var onlineRetailMonths = []struct {
	month                 string
	rows                  int
	revenue, plain, known string
	customers, orders     int
	strict                string
}{
	{"2010-12", 42_481, "748957.020", "823746.140", "572713.890", 885, 1_400, "570422.730"},
	{"2011-01", 35_147, "560000.260", "691364.560", "569445.040", 741, 987, "568101.310"},
	{"2011-02", 27_707, "498062.650", "523631.890", "447137.350", 758, 998, "446084.920"},
	{"2011-03", 36_748, "683267.080", "717639.360", "595500.760", 974, 1_321, "594081.760"},
	{"2011-04", 29_916, "493207.121", "537808.621", "469200.361", 856, 1_149, "468374.331"},
	{"2011-05", 37_030, "723333.510", "770536.020", "678594.560", 1_056, 1_555, "677355.150"},
	{"2011-06", 36_874, "691123.120", "761739.900", "661213.690", 991, 1_393, "660046.050"},
	{"2011-07", 39_518, "681300.111", "719221.191", "600091.011", 949, 1_331, "598962.901"},
	{"2011-08", 35_284, "682680.510", "737014.260", "645343.900", 935, 1_281, "644051.040"},
	{"2011-09", 50_226, "1019687.622", "1058590.172", "952838.382", 1_266, 1_756, "950690.202"},
	{"2011-10", 60_742, "1070704.670", "1154979.300", "1039318.790", 1_364, 1_929, "1035642.450"},
	{"2011-11", 84_711, "1461756.250", "1509496.330", "1161817.380", 1_665, 2_658, "1156205.610"},
	{"2011-12", 25_525, "433668.010", "638792.680", "518192.790", 615, 778, "517190.440"},
}

// CDNOW: an order is all rows of one customer on one day.
func TestCDNOW(t *testing.T) {
	for _, c := range []struct {
		file                                   string
		csv                                    events.CSV
		rows, customers, orders, copies, zeros int
		disks                                  float64
		cents                                  int64
		rowsBefore                             int
		centsBefore                            int64
	}{
		{"orders/CDNOW_master.txt.gz", events.CSV{Customer: "customer_id", Time: "date", Quantity: "number_of_cds", Amount: "dollar_value", Comma: ' '},
			69_659, 23_570, 67_591, 255, 80, 167_881, 250_031_563, 49_086, 172_335_450},
		{"orders/CDNOW_sample.txt", events.CSV{Customer: "id", Time: "date", Quantity: "cds", Amount: "dollars", Comma: ' ', Header: []string{"master", "id", "date", "cds", "dollars"}},
			6_919, 2_357, 6_696, 21, 8, 16_479, 24_409_194, 4_960, 17_311_555},
	} {
		l, cleaning, err := c.csv.Read(context.Background(), openData(t, c.file))
		require.NoError(t, err)
		require.Equal(t, c.rows, cleaning.Kept)
		require.Equal(t, c.customers, l.Customers().Len())
		require.Equal(t, c.orders, l.Orders())
		require.Equal(t, c.zeros, cleaning.Found(events.ZeroPrice))
		require.Len(t, cleaning.Findings, 1)
		disks, cents := 0.0, int64(0)
		for _, e := range l.All() {
			disks += e.Quantity
			cents += e.Amount
		}
		require.Equal(t, c.disks, disks)
		require.Equal(t, c.cents, cents)
		first, last := l.Span()
		require.Equal(t, "1997-01-01", first.Format(time.DateOnly))
		require.Equal(t, "1998-06-30", last.Format(time.DateOnly))
		calibration := l.Before(time.Date(1997, 10, 1, 0, 0, 0, 0, time.UTC))
		cents = 0
		for _, e := range calibration.All() {
			cents += e.Amount
		}
		require.Equal(t, c.rowsBefore, calibration.Len())
		require.Equal(t, c.centsBefore, cents)

		c.csv.Policy.Duplicates = events.Drop
		_, cleaning, err = c.csv.Read(context.Background(), openData(t, c.file))
		require.NoError(t, err)
		require.Equal(t, c.copies, cleaning.Dropped(events.Duplicate))
	}
}
