package segment_test

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/events"
	"github.com/clm-go/clm/internal/golden"
	"github.com/clm-go/clm/segment"
)

// Online Retail, cleaned as benchmarks/peers/lifecycle.py does in pandas,
// which printed the figures: exact duplicates, rows without customer,
// cancellations and prices of 0 are dropped.
func TestOnlineRetailAsPandasSeesIt(t *testing.T) {
	f, err := os.Open(golden.Data(t, "orders/online-retail.csv.gz"))
	require.NoError(t, err)
	defer f.Close()
	log, _, err := events.CSV{
		Customer: "CustomerID", Item: "StockCode", Order: "InvoiceNo", Time: "InvoiceDate", Quantity: "Quantity", Price: "UnitPrice",
		Policy: events.Policy{NoCustomer: events.Drop, Duplicates: events.Drop, CancelPrefix: "C", Cancelled: events.Drop, ZeroPrice: events.Drop},
	}.Read(t.Context(), f)
	require.NoError(t, err)

	c, err := segment.Cohorts{}.Of(log)
	require.NoError(t, err)
	require.Equal(t, []int{885, 324, 286, 340, 321, 352, 321, 309, 313, 350, 331, 445, 235}, c.Active[0])
	require.True(t, c.Partial) // it ends on 9 December 2011
	months := make([]int64, c.Len())
	customers, orders := 0, 0
	for i := range c.Size {
		customers += c.Size[i]
		for a := range c.Revenue[i] {
			months[i+a] += c.Revenue[i][a]
			orders += c.Orders[i][a]
		}
	}
	require.Equal(t, 4338, customers)
	require.Equal(t, 18532, orders)
	require.Equal(t, []int64{
		570422_73, 568101_31, 446084_92, 594081_76, 468374_33, 677355_15, 660046_05,
		598962_90, 644051_04, 950690_20, 1035642_45, 1156205_61, 517190_44,
	}, months)

	s, err := events.Summaries{AsOf: time.Date(2011, 12, 10, 0, 0, 0, 0, time.UTC)}.OfLog(log)
	require.NoError(t, err)
	m, err := segment.RFM{}.Fit(t.Context(), s)
	require.NoError(t, err)
	require.Empty(t, m.Report().Notes)
	a, err := segment.DefaultRules().Assign(m, s, nil)
	require.NoError(t, err)
	p, err := segment.Profile(a, s)
	require.NoError(t, err)
	require.Len(t, p, 11)
	require.Equal(t, "Champions", p[0].Name)
	var revenue int64
	for _, q := range p {
		require.NotZero(t, q.Customers, q.Name)
		revenue += q.Revenue
	}
	require.EqualValues(t, 8887208_89, revenue)
}
