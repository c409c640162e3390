package main

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/timeseries"
)

func TestForecastOfTheBuiltInOrders(t *testing.T) {
	o, err := parseFlags(nil, &bytes.Buffer{})
	require.NoError(t, err)
	s, err := readShop(t.Context(), o, newScreen(&bytes.Buffer{}))
	require.NoError(t, err)
	f, err := forecastRevenue(t.Context(), s)
	require.NoError(t, err)

	// Whole weeks only: the orders begin on a Wednesday and end on a Friday.
	require.Len(t, f.values, 52)
	require.Equal(t, "6 December 2010", date(f.start[0]))
	require.Equal(t, "28 November 2011", date(f.start[51]))
	require.Equal(t, 21261913.0, f.values[0])
	require.Equal(t, 25083304.0, f.values[51])
	require.True(t, f.begun)

	require.Len(t, f.tested.Origins, 19)
	require.Len(t, f.next, horizon)
	for i, v := range f.next {
		require.Less(t, f.lo[1][i], f.lo[0][i])
		require.Less(t, f.lo[0][i], v)
		require.Less(t, v, f.hi[0][i])
		require.Less(t, f.hi[0][i], f.hi[1][i])
	}
	rows, note := f.lines(s.money)
	require.Len(t, rows, len(f.tested.Methods))
	chosen := 0
	for _, row := range rows {
		if row.Chosen {
			chosen++
			require.Equal(t, f.method, row.Name)
		}
	}
	require.Equal(t, 1, chosen)
	require.Contains(t, note, "Each method forecast 19 times from what was known then, 8 weeks each.")
	require.Contains(t, f.sentence(s.money), "The week from 5 December 2011 should have brought, once it is over, about £")
}

// weeksOf is a shop with one order in the middle of each week.
func weeksOf(t *testing.T, n int, amount func(week int) float64) *shop {
	t.Helper()
	csv := "customer,time,amount\n"
	start := time.Date(2024, 1, 3, 12, 0, 0, 0, time.UTC)
	for i := range n {
		csv += fmt.Sprintf("c%d,%s,%.2f\n", i%20, start.AddDate(0, 0, 7*i).Format(time.DateOnly), amount(i))
	}
	o, err := parseFlags([]string{"-in", write(t, csv), "-map", "customer=customer,time=time,amount=amount"}, &bytes.Buffer{})
	require.NoError(t, err)
	s, err := readShop(t.Context(), o, newScreen(&bytes.Buffer{}))
	require.NoError(t, err)
	return s
}

func TestForecastsOfOtherShops(t *testing.T) {
	growing := func(i int) float64 { return 100 + 10*float64(i) + float64(i*i%7) }

	// Too few whole weeks: the first and the last one do not count.
	f, err := forecastRevenue(t.Context(), weeksOf(t, weeksAll+1, growing))
	require.NoError(t, err)
	require.Nil(t, f.tested)
	require.Equal(t, "There are 40 whole weeks that are over; a forecast that can be tested takes 41.", f.note())
	require.Empty(t, f.sentence(newMoney("EUR", 100)))
	rows, note := f.lines(newMoney("EUR", 100))
	require.Empty(t, rows)
	require.Empty(t, note)

	// Enough of them, growing from week to week.
	f, err = forecastRevenue(t.Context(), weeksOf(t, weeksAll+2, growing))
	require.NoError(t, err)
	require.Len(t, f.tested.Origins, 8)
	require.Greater(t, f.next[horizon-1], f.values[weeksAll-1]+5*10*100)

	// The same in each week: no scale, and nothing to choose by.
	f, err = forecastRevenue(t.Context(), weeksOf(t, 60, func(int) float64 { return 100 }))
	require.NoError(t, err)
	require.Nil(t, f.tested)
	require.Contains(t, f.note(), "No method could be tested")

	// Several years, each like the other.
	f, err = forecastRevenue(t.Context(), weeksOf(t, 4*52, func(i int) float64 { return 100 + 20*float64(i%52*(i%52)%17) }))
	require.NoError(t, err)
	require.Equal(t, "Like last year", f.method)
	require.LessOrEqual(t, len(f.tested.Origins), mostFits+1)
	require.Len(t, shownWeeks(f.values), mostWeeks)
	picture := forecastChart(f, newMoney("EUR", 100))
	require.Contains(t, string(picture.Wide), "Line chart of the revenue of 104 weeks")
}

// The one that is trusted may not be the best, and the note says so.
func TestNoteOfTheChoice(t *testing.T) {
	f := &forecast{method: "simple", tested: &timeseries.BacktestResult{
		Origins: []int{1, 2}, Methods: []timeseries.MethodResult{{Name: "simple"}, {Name: "best"}}, Recommended: 0, Best: 1,
	}}
	_, note := f.lines(newMoney("EUR", 100))
	require.Equal(t, `Each method forecast 2 times from what was known then, 8 weeks each. "simple" is trusted: `+
		`it is the simplest whose error is within chance of the lowest, that of "best".`, note)
	f.tested.Best = 0
	_, note = f.lines(newMoney("EUR", 100))
	require.Contains(t, note, "no simpler method comes as close to what came.")
}
