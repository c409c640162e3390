package events

// Links tells for each event which earlier one it refunds: the number of the
// purchase, or −1. A refund belongs to the latest earlier purchase of the same
// customer and item of which at least as many units are not yet refunded as
// it gives back; there may be none. Refunds are taken in the order of the log,
// so what comes later changes no link. A view is linked by itself: links lead
// only to events that it holds.
//
// Dst must be nil or as long as the log. Time: O(events) where refunds are
// few, at worst O(refunds·purchases of the same customer and item).
func (l *Log) Links(dst []int) []int {
	n := l.Len()
	if dst == nil {
		dst = make([]int, n)
	}
	if len(dst) != n {
		panic("events.Log.Links: dst is not as long as the log")
	}
	t := l.t
	type pair struct{ customer, item int32 }
	refunded := make(map[pair][]int32) // the purchases so far of each pair that has a refund
	for i := range n {
		dst[i] = -1
		if r := l.row(i); t.kind[r] == Refund && t.customer[r] >= 0 && t.item[r] >= 0 {
			refunded[pair{t.customer[r], t.item[r]}] = nil
		}
	}
	if len(refunded) == 0 {
		return dst
	}
	left := make(map[int32]float64) // units not yet refunded of a purchase that has a refund
	for i := range n {
		r := l.row(i)
		if t.customer[r] < 0 || t.item[r] < 0 || t.kind[r] > Refund {
			continue
		}
		key := pair{t.customer[r], t.item[r]}
		bought, ok := refunded[key]
		if !ok {
			continue
		}
		if t.kind[r] == Purchase {
			refunded[key] = append(bought, int32(i))
			continue
		}
		for k := len(bought) - 1; k >= 0; k-- {
			p := bought[k]
			have, ok := left[p]
			if !ok {
				have = t.quantity[l.row(int(p))]
			}
			if t.micros[l.row(int(p))] < t.micros[r] && have >= t.quantity[r] {
				dst[i] = int(p)
				left[p] = have - t.quantity[r]
				break
			}
		}
	}
	return dst
}
