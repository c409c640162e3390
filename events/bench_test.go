package events_test

import (
	"context"
	"io"
	"testing"

	"github.com/clm-go/clm/events"
)

func BenchmarkCSVReadOnlineRetail(b *testing.B) {
	f := openData(b, "orders/online-retail.csv.gz")
	c := onlineRetail(events.Policy{NoCustomer: events.Drop, Duplicates: events.Drop, CancelPrefix: "C", Cancelled: events.Drop, ZeroPrice: events.Drop})
	b.ReportAllocs()
	for b.Loop() {
		f.Seek(0, io.SeekStart)
		_, _, err := c.Read(context.Background(), f)
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(541909*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
