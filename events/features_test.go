package events

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
)

// One customer, every column worked out by hand. 2024-06-30 is a Sunday.
func TestFeaturesOfOneCustomer(t *testing.T) {
	buy := func(when, order, item string, quantity float64, amount, discount int64) Event {
		return Event{Customer: "ann", Time: at(t, when), Order: order, Item: item, Quantity: quantity, Amount: amount, Discount: discount}
	}
	refund := buy("2024-06-05 09:00", "2", "tea", 1, 500, 0)
	refund.Kind = Refund
	view, cart, review := buy("2024-06-29 09:00", "", "jam", 0, 0, 0), buy("2024-06-29 09:01", "", "jam", 0, 0, 0), buy("2024-06-29 09:02", "", "tea", 0, 0, 0)
	view.Kind, cart.Kind, review.Kind = View, Cart, Review
	l := makeLog(t, "",
		buy("2024-01-01 05:59", "1", "tea", 2, 1000, 0), // a Monday, before all windows
		buy("2024-01-01 05:59", "1", "jam", 1, 500, 100),
		buy("2024-04-01 06:00", "2", "tea", 1, 2000, 0), // a Monday; window 3 begins at noon of this day
		buy("2024-04-01 12:00", "3", "tea", 1, 300, 0),  // window 3
		buy("2024-05-31 12:00", "4", "ham", 1, 700, 0),  // a Friday, window 1 begins with it
		buy("2024-06-28 18:00", "5", "tea", 1, 900, 900),
		buy("2024-06-28 19:00", "5", "", 1, 100, 0),
		refund, view, view, cart, review,
		buy("2024-06-30 12:00", "6", "fig", 9, 9999, 0), // not before AsOf
	)
	f, err := Features{AsOf: at(t, "2024-06-30 12:00")}.Of(l)
	require.NoError(t, err)
	require.Equal(t, []string{"ann"}, f.Customers)
	require.Nil(t, f.Label)
	got := map[string]float64{}
	for j, name := range f.Names {
		got[name] = f.X.At(0, j)
	}
	gaps := []float64{91, 60, 28} // from 1 January to 1 April to 31 May to 28 June
	mean := (gaps[0] + gaps[1] + gaps[2]) / 3
	squares := 0.0
	for _, g := range gaps {
		squares += (g - mean) * (g - mean)
	}
	require.InDelta(t, math.Sqrt(squares/2), got["gap_deviation"], 1e-12)
	delete(got, "gap_deviation")
	// Lines 7, orders 5: Monday three times, Friday twice.
	require.Equal(t, map[string]float64{
		"recency_days": 2, "frequency": 3, "tenure_days": 181, "active_days": 179,
		"orders": 5, "units": 8, "gross": 5500, "net": 5000, "order_value": 1100,
		"orders_window_1": 2, "orders_window_2": 0, "orders_window_3": 1, "orders_trend": 0.5,
		"gross_window_1": 1700, "gross_window_2": 0, "gross_window_3": 300, "gross_trend": 700,
		"gap_known": 1, "gap_mean": mean, "gap_last": 28, "overdue": 2 / mean,
		"refunds": 1, "refund_share": 500.0 / 5500, "discount_share": 1000.0 / 6500, "discounted_lines": 2.0 / 7,
		"lines_per_order": 7.0 / 5, "items": 3, "items_per_line": 3.0 / 7,
		"monday": 3.0 / 5, "tuesday": 0, "wednesday": 0, "thursday": 0, "friday": 2.0 / 5, "saturday": 0, "sunday": 0,
		"night": 1.0 / 5, "morning": 1.0 / 5, "afternoon": 2.0 / 5, "evening": 1.0 / 5,
		"views": 2, "carts": 1, "reviews": 1,
	}, got)
	units, ok := f.Column("units")
	require.True(t, ok)
	require.Equal(t, []float64{8}, units)
	_, ok = f.Column("unit")
	require.False(t, ok)
}

// The comment on Features names every column, in order.
func TestFeatureTableIsComplete(t *testing.T) {
	src, err := os.ReadFile("features.go")
	require.NoError(t, err)
	table, _, ok := strings.Cut(string(src), "type Features struct")
	require.True(t, ok)
	for _, f := range features() {
		switch f.name {
		case "tuesday", "wednesday", "thursday", "friday", "saturday":
			continue // monday ... sunday
		case "sunday":
			f.name = "monday ... sunday"
		case "monday":
			continue
		}
		_, rest, ok := strings.Cut(table, "//\t"+f.name)
		require.True(t, ok, "%s is not described, or out of order", f.name)
		table = rest
	}
}

// Whatever happens at or after AsOf, no feature changes.
func TestFeaturesDoNotLeak(t *testing.T) {
	r := rand.New(rand.NewPCG(14, 14))
	labels := 0
	for i := range 60 {
		list := randomOrders(r, 20+r.IntN(150))
		until := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
		place := somePlaces[i%4]
		l := makeLogUntil(t, place, until, list...)
		f := Features{AsOf: l.At(l.Len()/4 + r.IntN(l.Len()/2)).Time.Add(time.Duration(r.IntN(2)) * time.Microsecond), Horizon: clm.Period{N: 1 + r.IntN(9)}, Window: clm.Period{N: r.IntN(9)}}
		want, err := f.Of(l)
		if err != nil {
			require.ErrorIs(t, err, clm.ErrTooFew)
			continue
		}
		for range 5 {
			var changed []Event
			for _, e := range list {
				if e.Time.Before(f.AsOf) {
					changed = append(changed, e)
					continue
				}
				for range r.IntN(3) { // gone, changed, or twice
					e.Amount, e.Quantity, e.Discount = int64(r.IntN(5000)), float64(r.IntN(7)), int64(r.IntN(99))
					e.Kind = Kind(r.IntN(int(kinds)))
					e.Time = f.AsOf.Add(time.Duration(r.IntN(40*24)) * time.Hour)
					if r.IntN(2) == 0 {
						e.Customer, e.Item, e.Order = "a"+e.Customer, "a"+e.Item, "o1"
					}
					changed = append(changed, e)
				}
			}
			changed = append(changed, Event{Customer: "c1", Time: f.AsOf, Amount: 1})
			got, err := f.Of(makeLogUntil(t, place, until, changed...))
			require.NoError(t, err)
			require.Equal(t, want.Customers, got.Customers)
			require.Equal(t, want.Names, got.Names)
			require.Equal(t, want.X.RawMatrix().Data, got.X.RawMatrix().Data)
			for k := range want.Label {
				if want.Label[k] != got.Label[k] {
					labels++
				}
			}
		}
		// The past alone gives the same features too.
		f.Horizon = clm.Period{}
		got, err := f.Of(l.Before(f.AsOf))
		require.NoError(t, err)
		require.Equal(t, want.X.RawMatrix().Data, got.X.RawMatrix().Data)
		require.Nil(t, got.Label)
	}
	require.Positive(t, labels, "the future decides about labels")
}

func TestFeaturesAgainstTheLongWay(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 15))
	for i := range 40 {
		whole := makeLog(t, somePlaces[i%4], randomOrders(r, 30+r.IntN(200))...)
		for _, l := range someViews(r, whole)[:4] {
			if l.Len() == 0 {
				continue
			}
			_, until := l.Span()
			f := Features{AsOf: until.AddDate(0, 0, -7), Horizon: clm.Period{Unit: clm.Week}, Window: clm.Period{N: 5}}
			frame, err := f.Of(l)
			if err != nil {
				require.ErrorIs(t, err, clm.ErrTooFew)
				continue
			}
			end := f.AsOf.AddDate(0, 0, 7)
			for k, customer := range frame.Customers {
				require.True(t, k == 0 || frame.Customers[k-1] < customer)
				lost := true
				want := map[string]float64{}
				items, orders := map[string]bool{}, map[int]bool{}
				lastDay := -1
				for n, e := range l.All() {
					if e.Customer != customer {
						continue
					}
					if !e.Time.Before(f.AsOf) {
						lost = lost && (e.Kind != Purchase || !e.Time.Before(end))
						continue
					}
					window := ""
					for w, name := range []string{"1", "2", "3"} {
						if !e.Time.Before(f.AsOf.AddDate(0, 0, -5*(w+1))) {
							window = name
							break
						}
					}
					switch e.Kind {
					case Refund:
						want["refunds"]++
					case View:
						want["views"]++
					case Purchase:
						day := clm.Period{}.Index(e.Time)
						if lastDay >= 0 && day > lastDay {
							want["gap_last"] = float64(day - lastDay)
							want["gap_known"] = 1
						}
						lastDay = day
						want["gross"] += float64(e.Amount)
						if window != "" {
							want["gross_window_"+window] += float64(e.Amount)
						}
						if o := l.Order(n); !orders[o] {
							orders[o] = true
							want["orders"]++
							if window != "" {
								want["orders_window_"+window]++
							}
							if e.Time.Weekday() == time.Sunday {
								want["sunday"]++
							}
							if e.Time.Hour() >= 18 {
								want["evening"]++
							}
						}
						if e.Item != "" {
							items[e.Item] = true
						}
					}
				}
				require.Equal(t, lost, frame.Label[k])
				want["items"] = float64(len(items))
				want["sunday"] /= want["orders"]
				want["evening"] /= want["orders"]
				for _, name := range []string{"gap_last", "gap_known", "refunds", "views", "gross", "gross_window_1", "gross_window_2", "gross_window_3", "orders", "orders_window_1", "orders_window_2", "orders_window_3", "items", "sunday", "evening"} {
					col, ok := frame.Column(name)
					require.True(t, ok)
					require.Equal(t, want[name], col[k], name)
				}
			}
		}
	}
}

func TestFeaturesAreFinite(t *testing.T) {
	day := at(t, "2024-01-01")
	l := makeLog(t, "",
		Event{Customer: "ann", Time: day, Amount: math.MaxInt64, Discount: math.MaxInt64, Quantity: 9e12},
		Event{Customer: "ann", Time: day, Amount: math.MaxInt64, Kind: Refund},
		Event{Customer: "bob", Time: day},
		Event{Customer: "cid", Time: time.UnixMicro(minTime)},
		Event{Customer: "cid", Time: day, Discount: math.MaxInt64},
		Event{Customer: "cid", Time: day, Discount: math.MaxInt64})
	for _, w := range []clm.Period{{}, {N: 100_000, Unit: clm.Year}, {N: 4000, Unit: clm.Year}, {N: 1}} {
		f, err := Features{AsOf: day.Add(time.Hour), Window: w}.Of(l)
		require.NoError(t, err)
		for _, v := range f.X.RawMatrix().Data {
			require.False(t, math.IsNaN(v) || math.IsInf(v, 0))
		}
		gross, _ := f.Column("gross_window_1")
		require.Equal(t, []float64{math.MaxInt64, 0, 0}, gross)
	}
}

func TestFeaturesErrors(t *testing.T) {
	l := makeLogUntil(t, "", at(t, "2024-03-01"), Event{Customer: "ann", Time: at(t, "2024-01-15"), Amount: 5})
	for _, bad := range []struct {
		f    Features
		want string
	}{
		{Features{}, "events.Features: AsOf is 0001-01-01 00:00:00 +0000 UTC, want an instant, it is required"},
		{Features{AsOf: at(t, "2024-02-01"), Horizon: clm.Period{N: -1}}, "events.Features: Horizon is -1 days, want 1 to 100,000 days, weeks, months or years"},
		{Features{AsOf: at(t, "2024-02-01"), Window: clm.Period{Unit: "hour"}}, "events.Features: Window is 1 hour, want 1 to 100,000 days, weeks, months or years"},
		{Features{AsOf: at(t, "2024-02-02"), Horizon: clm.Period{N: 29}}, "events.Features: Horizon is 29 days, want a horizon that ends by 2024-03-01T00:00:00Z, where the log does; from 2024-02-02T00:00:00Z it would end on 2024-03-02T00:00:00Z"},
		{Features{AsOf: at(t, "2024-02-02"), Horizon: clm.Period{N: 100_000, Unit: clm.Year}}, "Horizon is 100000 years"},
	} {
		_, err := bad.f.Of(l)
		require.ErrorIs(t, err, clm.ErrConfig)
		require.ErrorContains(t, err, bad.want)
	}
	f, err := Features{AsOf: at(t, "2024-02-02"), Horizon: clm.Period{N: 28}}.Of(l)
	require.NoError(t, err, "a horizon may end with the log")
	require.Equal(t, []bool{true}, f.Label)
	for _, l := range []*Log{l, makeLog(t, "")} {
		_, err = Features{AsOf: at(t, "2024-01-15"), Horizon: clm.Period{N: 1}}.Of(l)
		require.ErrorIs(t, err, clm.ErrTooFew)
		require.EqualError(t, err, "events.Features.Of: no customer bought before 2024-01-15T00:00:00Z: too few data")
	}
	huge := Event{Customer: "ann", Time: at(t, "2024-01-15"), Amount: math.MaxInt64}
	_, err = Features{AsOf: at(t, "2024-02-01")}.Of(makeLog(t, "", huge, huge))
	require.ErrorIs(t, err, clm.ErrLimit)

	in := Features{AsOf: at(t, "2024-02-01"), Horizon: clm.Period{N: 2, Unit: clm.Week}}
	b, err := json.Marshal(in)
	require.NoError(t, err)
	var out Features
	require.NoError(t, json.Unmarshal(b, &out))
	require.Equal(t, in, out)
}
