package events

import "math"

// Links tells for each event which earlier one it refunds: the number of the
// purchase, or −1. A refund belongs to the latest earlier purchase of the same
// customer and item of which at least as many units are not yet refunded as
// it gives back; there may be none. Quantities are counted in millionths of a
// unit as in [Tally], so that 0.3 is three times 0.1. Refunds are taken in the order of the log,
// so what comes later changes no link. A view is linked by itself: links lead
// only to events that it holds.
//
// Dst must be nil or as long as the log. Time: O(events·log events).
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
	bought := make(map[pair]*stock) // of each pair that has a refund
	for i := range n {
		dst[i] = -1
		if r := l.row(i); t.kind[r] == Refund && t.customer[r] >= 0 && t.item[r] >= 0 {
			bought[pair{t.customer[r], t.item[r]}] = nil
		}
	}
	if len(bought) == 0 {
		return dst
	}
	for i := range n {
		r := l.row(i)
		if t.customer[r] < 0 || t.item[r] < 0 || t.kind[r] > Refund {
			continue
		}
		key := pair{t.customer[r], t.item[r]}
		s, ok := bought[key]
		if !ok {
			continue
		}
		if s == nil {
			s = new(stock)
			bought[key] = s
		}
		earlier := s.at(t.micros[r])
		if t.kind[r] == Purchase {
			s.add(int32(i), wholeParts(t.quantity[r]))
			continue
		}
		parts := wholeParts(t.quantity[r])
		if k := s.latest(earlier, parts); k >= 0 {
			dst[i] = int(s.event[k])
			s.take(k, parts)
		}
	}
	return dst
}

// wholeParts returns a quantity in millionths of a unit, a whole number. Sums
// and differences of such numbers are exact below 2⁵³; what is larger is exact
// as far as a float64 goes, and stays finite.
func wholeParts(quantity float64) float64 {
	return min(math.Round(quantity*microUnits), math.MaxFloat64)
}
