package events

import "fmt"

// Weight says which events tie a customer to an item, and how strongly.
type Weight string

// The weights. Where a pair occurs more than once, [Log.Interactions] adds up,
// with two exceptions that are told here.
const (
	// WeightCount counts purchases: 1 for each. It is what "" means.
	WeightCount Weight = "count"
	// WeightOnce is 1 for what was ever bought, however often.
	WeightOnce Weight = "once"
	// WeightUnits is the quantity of purchases.
	WeightUnits Weight = "units"
	// WeightAmount is the money of purchases, in minor units.
	WeightAmount Weight = "amount"
	// WeightRating is the rating of reviews that have one; of several the latest counts.
	WeightRating Weight = "rating"
	// WeightEvents counts events of any kind: 1 for each. With [Log.Where]
	// before it, views or carts.
	WeightEvents Weight = "events"
)

// of returns what the event at row r of a table weighs, and whether it counts.
func (w Weight) of(t *table, r int) (float64, bool) {
	switch w {
	case "", WeightCount, WeightOnce:
		return 1, t.kind[r] == Purchase
	case WeightUnits:
		return t.quantity[r], t.kind[r] == Purchase
	case WeightAmount:
		return float64(t.amount[r]), t.kind[r] == Purchase
	case WeightRating:
		if t.rating == nil || t.rating[r] == 0 {
			return 0, false
		}
		return float64(t.rating[r]), t.kind[r] == Review
	}
	return 1, true // WeightEvents
}

// check panics for a weight that does not exist.
func (w Weight) check(op string) {
	switch w {
	case "", WeightCount, WeightOnce, WeightUnits, WeightAmount, WeightRating, WeightEvents:
	default:
		panic(fmt.Sprintf("%s: weight %q, want one of the constants", op, w))
	}
}

// Pairs returns, for each event that the weight counts and whose customer and
// item are known, the numbers of both, what the event weighs and its Unix
// time in microseconds: four slices of one length, in the order of the log.
// Refunds take nothing back. It panics for a weight that is none of the
// constants. Time and memory: O(events).
func (l *Log) Pairs(weight Weight) (customer, item []int, value []float64, micros []int64) {
	weight.check("events.Log.Pairs")
	t := l.t
	for i := range l.Len() {
		r := l.row(i)
		c, it := l.customers.of(t.customer[r]), l.items.of(t.item[r])
		if c < 0 || it < 0 {
			continue
		}
		if v, counts := weight.of(t, r); counts {
			customer = append(customer, int(c))
			item = append(item, int(it))
			value = append(value, v)
			micros = append(micros, t.micros[r])
		}
	}
	return customer, item, value, micros
}
