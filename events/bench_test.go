package events_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/clm-go/clm/events"
	"github.com/stretchr/testify/require"
)

// syntheticOrders returns n rows that look like those of a shop, in order of
// time.
func syntheticOrders(n int) []byte {
	r := rand.New(rand.NewPCG(1, 1))
	b := []byte("order,item,description,quantity,time,price,customer,country\n")
	at := time.Date(2020, 1, 1, 8, 0, 0, 0, time.UTC)
	order, customer := 0, 0
	for i := range n {
		if i == 0 || r.IntN(20) == 0 {
			order++
			customer = int(4000 * r.Float64() * r.Float64())
			at = at.Add(time.Duration(r.IntN(1200)) * time.Second)
		}
		item := int(4000 * r.Float64() * r.Float64())
		b = fmt.Appendf(b, "%d,%05d,THE USEFUL ARTICLE NUMBER %d,%d,%s,%d.%02d,%d,Ruritania\n",
			500_000+order, item, item, 1+r.IntN(24), at.Format(time.DateTime), item%20, item%100, 10_000+customer)
	}
	return b
}

func BenchmarkCSVRead(b *testing.B) {
	const n = 200_000
	text := syntheticOrders(n)
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	w.Write(text)
	w.Close()
	for _, input := range []struct {
		name string
		data []byte
	}{{"plain", text}, {"gzip", z.Bytes()}} {
		for _, duplicates := range []events.Action{events.Keep, events.Drop} {
			b.Run(fmt.Sprintf("n=%d/input=%s/duplicates=%s", n, input.name, duplicates), func(b *testing.B) {
				c := events.CSV{
					Customer: "customer", Item: "item", Order: "order", Time: "time", Quantity: "quantity", Price: "price",
					Policy: events.Policy{Duplicates: duplicates},
				}
				b.ReportAllocs()
				for b.Loop() {
					_, _, err := c.Read(context.Background(), bytes.NewReader(input.data))
					require.NoError(b, err)
				}
				b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
			})
		}
	}
}

// BenchmarkCSVReadOnlineRetail reads the real file; inflating it alone is the
// floor.
func BenchmarkCSVReadOnlineRetail(b *testing.B) {
	f := openData(b, "orders/online-retail.csv.gz")
	const n = 541_909
	b.Run("inflate", func(b *testing.B) {
		for b.Loop() {
			f.Seek(0, io.SeekStart)
			z, err := gzip.NewReader(f)
			require.NoError(b, err)
			_, err = io.Copy(io.Discard, z)
			require.NoError(b, err)
		}
		b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	})
	b.Run("read", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			f.Seek(0, io.SeekStart)
			_, _, err := onlineRetail(strict()).Read(context.Background(), f)
			require.NoError(b, err)
		}
		b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	})
}
