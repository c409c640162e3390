package events_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/clm-go/clm/events"
	"github.com/stretchr/testify/require"
)

// openData opens a file of the data sets outside of the project, which
// CLM_DATA points to.
func openData(t testing.TB, name string) *os.File {
	dir := os.Getenv("CLM_DATA")
	if dir == "" {
		t.Skip("CLM_DATA is not set: it is where the data sets are")
	}
	f, err := os.Open(filepath.Join(dir, name))
	require.NoError(t, err)
	t.Cleanup(func() { f.Close() })
	return f
}

func onlineRetail(p events.Policy) events.CSV {
	return events.CSV{
		Customer: "CustomerID", Item: "StockCode", Order: "InvoiceNo", Time: "InvoiceDate",
		Quantity: "Quantity", Price: "UnitPrice", TrimPointZero: true, Policy: p,
	}
}

func TestOnlineRetailCleaned(t *testing.T) {
	f := openData(t, "orders/online-retail.csv.gz")
	l, c, err := onlineRetail(events.Policy{
		NoCustomer: events.Drop, Duplicates: events.Drop, CancelPrefix: "C", Cancelled: events.Drop, ZeroPrice: events.Drop,
	}).Read(context.Background(), f)
	require.NoError(t, err)
	t.Logf("\n%v", c)
	require.Equal(t, 541909, c.Read)
	require.Equal(t, 392692, l.Len())
	require.Equal(t, 4338, l.Customers().Len())
	require.Equal(t, 18532, l.Orders())
	var sum int64
	for _, e := range l.All() {
		sum += e.Amount
	}
	require.EqualValues(t, 888720889, sum)
	require.Equal(t, 5268, c.Dropped(events.Duplicate))
	require.Equal(t, 4, c.Found(events.Rounded))
}
