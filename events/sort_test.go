package events

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

type sortEvent struct {
	Event
	kept [2]string
}

func sortEvents(r *rand.Rand, n int) []sortEvent {
	out := make([]sortEvent, n)
	text := func(k int) string {
		return []string{"", "a", "b", "ab", "a\x00", "longer than eight", "longer than nine"}[r.IntN(k)]
	}
	for i := range out {
		out[i] = sortEvent{Event{
			Customer: text(7), Item: text(5), Order: text(4), Time: time.UnixMicro(int64(r.IntN(max(1, n/10)))).UTC(),
			Kind: Kind(r.IntN(int(kinds))), Quantity: float64(r.IntN(3)), Amount: int64(r.IntN(3)), Discount: int64(r.IntN(2)), Rating: float32(r.IntN(2)),
		}, [2]string{text(3), text(7)}}
		if out[i].Time.UnixMicro()%2 == 0 { // an instant with one order
			out[i].Customer, out[i].Order = "a", "b"
		}
	}
	return out
}

// A log is its events in plain order, whatever the order was in which they came.
func TestLogAgainstPlainSort(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	set, err := newSetting("events.CSV", "", "", 0, time.Time{})
	require.NoError(t, err)
	for _, n := range []int{0, 1, 2, 63, 64, 65, 500, chunkRows, chunkRows + 1, 20_000, 70_000} {
		list := sortEvents(r, n)
		b := newBuilder("op", "first", "second")
		for _, e := range list {
			require.NoError(t, b.add(&textEntry{
				customer: []byte(e.Customer), item: []byte(e.Item), order: []byte(e.Order), micros: e.Time.UnixMicro(), kind: e.Kind,
				quantity: e.Quantity, amount: e.Amount, discount: e.Discount, rating: e.Rating, kept: [][]byte{[]byte(e.kept[0]), []byte(e.kept[1])},
			}))
		}
		l, err := b.log(context.Background(), set)
		require.NoError(t, err)
		slices.SortFunc(list, func(a, b sortEvent) int {
			return cmp.Or(a.Time.Compare(b.Time), strings.Compare(a.Customer, b.Customer), strings.Compare(a.Order, b.Order), strings.Compare(a.Item, b.Item),
				cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Quantity, b.Quantity), cmp.Compare(a.Amount, b.Amount), cmp.Compare(a.Discount, b.Discount),
				cmp.Compare(a.Rating, b.Rating), strings.Compare(a.kept[0], b.kept[0]), strings.Compare(a.kept[1], b.kept[1]))
		})
		require.Equal(t, n, l.Len())
		orders := map[string]int{}
		for i, e := range list {
			require.Equal(t, e.Event, l.At(i), "event %d of %d", i, n)
			for k := range e.kept {
				c := l.t.kept[k]
				require.Equal(t, e.kept[k], name(c.texts, c.value[i]))
			}
			key := fmt.Sprintf("%q %q", e.Customer, e.Order)
			if e.Order == "" {
				key += e.Time.String()
			}
			if _, ok := orders[key]; !ok {
				orders[key] = len(orders)
			}
			require.Equal(t, orders[key], l.Order(i))
		}
		require.Equal(t, len(orders), l.Orders())

		// Any order of rows gives the same bytes.
		again := newBuilder("op", "first", "second")
		for _, i := range r.Perm(n) {
			e := list[i]
			require.NoError(t, again.add(&textEntry{
				customer: []byte(e.Customer), item: []byte(e.Item), order: []byte(e.Order), micros: e.Time.UnixMicro(), kind: e.Kind,
				quantity: e.Quantity, amount: e.Amount, discount: e.Discount, rating: e.Rating, kept: [][]byte{[]byte(e.kept[0]), []byte(e.kept[1])},
			}))
		}
		m, err := again.log(context.Background(), set)
		require.NoError(t, err)
		x, _ := l.MarshalBinary()
		y, _ := m.MarshalBinary()
		require.True(t, bytes.Equal(x, y), "%d events", n)
	}
}
