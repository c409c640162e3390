package events

import (
	"time"

	"github.com/clm-go/clm/internal/calendar"
)

// feature is a column of a [Frame].
type feature struct {
	name  string
	value func(*facts) float64
}

// features returns the columns, as the comment on [Features] describes them.
func features() []feature {
	list := []feature{
		{"recency_days", func(f *facts) float64 { return float64(f.SinceLast) }},
		{"frequency", func(f *facts) float64 { return float64(f.Frequency) }},
		{"tenure_days", func(f *facts) float64 { return float64(f.T) }},
		{"active_days", func(f *facts) float64 { return float64(f.Recency) }},
		{"orders", func(f *facts) float64 { return float64(f.Orders) }},
		{"units", func(f *facts) float64 { return f.Units }},
		{"gross", func(f *facts) float64 { return float64(f.Gross) }},
		{"net", func(f *facts) float64 { return float64(f.Total) }},
		{"order_value", func(f *facts) float64 { return ratio(float64(f.Gross), float64(f.Orders)) }},

		{"orders_window_1", func(f *facts) float64 { return float64(f.windowOrders[0]) }},
		{"orders_window_2", func(f *facts) float64 { return float64(f.windowOrders[1]) }},
		{"orders_window_3", func(f *facts) float64 { return float64(f.windowOrders[2]) }},
		{"orders_trend", func(f *facts) float64 { return float64(f.windowOrders[0]-f.windowOrders[2]) / 2 }},
		{"gross_window_1", func(f *facts) float64 { return float64(f.windowGross[0]) }},
		{"gross_window_2", func(f *facts) float64 { return float64(f.windowGross[1]) }},
		{"gross_window_3", func(f *facts) float64 { return float64(f.windowGross[2]) }},
		{"gross_trend", func(f *facts) float64 { return float64(f.windowGross[0]-f.windowGross[2]) / 2 }},

		{"gap_known", func(f *facts) float64 { return float64(min(f.Frequency, 1)) }},
		{"gap_mean", func(f *facts) float64 { return f.MeanGap }},
		{"gap_deviation", func(f *facts) float64 { return f.GapDeviation }},
		{"gap_last", func(f *facts) float64 { return float64(f.lastGap) }},
		{"overdue", func(f *facts) float64 { return ratio(float64(f.SinceLast), f.MeanGap) }},

		{"refunds", func(f *facts) float64 { return float64(f.refunds) }},
		{"refund_share", func(f *facts) float64 { return ratio(float64(f.Refunded), float64(f.Gross)) }},
		{"discount_share", func(f *facts) float64 { return ratio(f.discount, float64(f.Gross)+f.discount) }},
		{"discounted_lines", func(f *facts) float64 { return ratio(float64(f.discounted), float64(f.lines)) }},

		{"lines_per_order", func(f *facts) float64 { return ratio(float64(f.lines), float64(f.Orders)) }},
		{"items", func(f *facts) float64 { return float64(f.items) }},
		{"items_per_line", func(f *facts) float64 { return ratio(float64(f.items), float64(f.lines)) }},
	}
	for k, name := range []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"} {
		day := time.Weekday((k + 1) % 7)
		list = append(list, feature{name, func(f *facts) float64 { return ratio(float64(f.weekday[day]), float64(f.Orders)) }})
	}
	for k, name := range []string{"night", "morning", "afternoon", "evening"} {
		list = append(list, feature{name, func(f *facts) float64 { return ratio(float64(f.quarter[k]), float64(f.Orders)) }})
	}
	return append(list,
		feature{"views", func(f *facts) float64 { return float64(f.views) }},
		feature{"carts", func(f *facts) float64 { return float64(f.carts) }},
		feature{"reviews", func(f *facts) float64 { return float64(f.reviews) }},
	)
}

// ratio returns a/b, and 0 for b = 0.
func ratio(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}

// facts are what the features of a customer are made from.
type facts struct {
	Summary
	lines, items, discounted       int
	discount                       float64
	windowOrders                   [windows]int
	windowGross                    [windows]int64
	lastGap                        int
	weekday                        [7]int // orders by day of the week
	quarter                        [4]int // orders by quarter of the day
	refunds, views, carts, reviews int
}

// walker goes through the events of one customer after the other.
type walker struct {
	l        *Log
	lines    []int32 // events by customer: lines[from[c]:from[c+1]]
	from     []int
	cal      calendar.Calendar // of days
	windows  [windows]int64
	itemMet  []int  // 1 + the last customer who bought the item
	orderMet []bool // whether the order had a purchase
}

// walk adds to a summary what it does not know.
func (w *walker) walk(c int, s Summary) *facts {
	f := &facts{Summary: s}
	t := w.l.t
	lastDay := 0
	for _, i := range w.lines[w.from[c]:w.from[c+1]] {
		r := w.l.row(int(i))
		switch t.kind[r] {
		case Purchase:
		case Refund:
			f.refunds++
			continue
		case View:
			f.views++
			continue
		case Cart:
			f.carts++
			continue
		case Review:
			f.reviews++
			continue
		}
		micros := t.micros[r]
		day := w.cal.Index(micros)
		if f.lines > 0 && day > lastDay {
			f.lastGap = day - lastDay
		}
		lastDay = day
		f.lines++
		if t.discount != nil && t.discount[r] > 0 {
			f.discounted++
			f.discount += float64(t.discount[r])
		}
		if item := t.item[r]; item >= 0 && w.itemMet[item] != c+1 {
			w.itemMet[item] = c + 1
			f.items++
		}
		window := 0
		for window < windows && micros < w.windows[window] {
			window++
		}
		if window < windows {
			f.windowGross[window] += t.amount[r] // at most all of the summary's
		}
		if order := t.order[r]; !w.orderMet[order] {
			w.orderMet[order] = true
			if window < windows {
				f.windowOrders[window]++
			}
			when := w.l.instant(micros)
			f.weekday[when.Weekday()]++
			f.quarter[when.Hour()/6]++
		}
	}
	return f
}
