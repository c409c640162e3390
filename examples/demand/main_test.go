package main

import (
	"encoding/csv"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/events"
	"github.com/clm-go/clm/examples/lifecycle/data"
	"github.com/clm-go/clm/timeseries"
)

func runHere(t *testing.T, args ...string) (folder, out string) {
	t.Helper()
	folder = filepath.Join(t.TempDir(), "out")
	var b strings.Builder
	require.NoError(t, run(t.Context(), append([]string{"-out", folder}, args...), &b))
	return folder, b.String()
}

func TestRun(t *testing.T) {
	folder, out := runHere(t)
	for _, say := range []string{
		"401,564  rows kept",
		"52 weeks from 6 December 2010 on, the last one from 28 November 2011",
		"373 days from 1 December 2010 on, the last one from 8 December 2011",
		"The days at a glance, in pounds:\n",
		"highest on Thursdays (",
		"    Saturday  -34,",
		"Which method forecasts weeks best? Each one did so 23 times, 4 weeks ahead",
		"Which method forecasts days best? Each one did so 9 times, 14 days ahead",
		"Mon 2011-12-05", "Thu 2011-12-22",
		data.Attribution,
	} {
		require.Contains(t, out, say)
	}
	require.Equal(t, 4, strings.Count(out, "\n* "), "one star in each table, and one below it:\n%s", out)

	rows := readCSV(t, filepath.Join(folder, "forecast.csv"))
	require.Len(t, rows, 1+4+14)
	require.Equal(t, []string{"series", "start", "method", "forecast", "low 50%", "high 50%", "low 80%", "high 80%", "low 95%", "high 95%"}, rows[0])
	require.Equal(t, []string{"weeks", "2011-12-05"}, rows[1][:2])
	require.Equal(t, []string{"days", "2011-12-22"}, rows[18][:2])
	for _, row := range rows[1:] {
		var v []float64
		for _, cell := range row[3:] {
			x, err := strconv.ParseFloat(cell, 64)
			require.NoError(t, err)
			v = append(v, x)
		}
		for i := 1; i < 7; i += 2 {
			require.Less(t, v[i], v[0])
			require.Greater(t, v[i+1], v[0])
		}
		require.Less(t, v[5], v[3], "a higher level is further out")
	}
	for _, name := range []string{"weeks.svg", "days.svg", "parts.svg"} {
		wellFormed(t, filepath.Join(folder, name))
	}
}

func readCSV(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open(name)
	require.NoError(t, err)
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	return rows
}

func wellFormed(t *testing.T, name string) {
	t.Helper()
	picture, err := os.ReadFile(name)
	require.NoError(t, err)
	require.NotContains(t, string(picture), "NaN")
	d := xml.NewDecoder(strings.NewReader(string(picture)))
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		require.NoError(t, err)
	}
}

func TestSeriesAddUpToTheOrders(t *testing.T) {
	orders, _, err := readOrders(t.Context(), data.OnlineRetail(), time.Time{})
	require.NoError(t, err)
	days, err := revenue(orders, byDay)
	require.NoError(t, err)
	want, end := 0.0, days.at(1)
	for _, e := range orders.All() {
		switch {
		case !e.Time.Before(end):
		case e.Kind == events.Purchase:
			want += float64(e.Amount) / 100
		case e.Kind == events.Refund:
			want -= float64(e.Amount) / 100
		}
	}
	got := 0.0
	for i, v := range days.values {
		got += v
		require.Equal(t, days.start[0].AddDate(0, 0, i), days.start[i])
		if days.start[i].Weekday() == time.Saturday {
			require.Zero(t, v, "the shop is closed on Saturdays")
		}
	}
	require.InEpsilon(t, want, got, 1e-12)

	weeks, err := revenue(orders, byWeek)
	require.NoError(t, err)
	for i, v := range weeks.values {
		require.Equal(t, time.Monday, weeks.start[i].Weekday())
		sum := 0.0
		for k := range 7 {
			if at := int(weeks.start[i].Sub(days.start[0]).Hours()/24) + k; at < len(days.values) {
				sum += days.values[at]
			}
		}
		require.InDelta(t, sum, v, 1e-6)
	}
	// The parts of the days add up to the days.
	about, err := timeseries.Describe(t.Context(), days.values, days.period)
	require.NoError(t, err)
	parts := about.Parts
	for i, v := range days.values {
		require.InDelta(t, v, parts.Trend[i]+parts.Seasonal[i]+parts.Remainder[i], 1e-6)
	}
}

// Nothing that came later enters a forecast: the one from the first of October knows
// nothing of the autumn.
func TestAnEarlierDate(t *testing.T) {
	folder, out := runHere(t, "-before", "2011-10-01")
	require.Contains(t, out, "42 weeks from 6 December 2010 on, the last one from 19 September 2011")
	require.Contains(t, out, "the last one from 30 September 2011")
	rows := readCSV(t, filepath.Join(folder, "forecast.csv"))
	require.Equal(t, []string{"weeks", "2011-09-26"}, rows[1][:2])
	require.Equal(t, []string{"days", "2011-10-01"}, rows[5][:2])

	again, _ := runHere(t, "-before", "2011-10-01")
	for _, name := range []string{"forecast.csv", "weeks.svg", "days.svg", "parts.svg"} {
		a, err := os.ReadFile(filepath.Join(folder, name))
		require.NoError(t, err)
		b, err := os.ReadFile(filepath.Join(again, name))
		require.NoError(t, err)
		require.Equal(t, a, b, "the same bytes each time: %s", name)
	}
}

func TestMistakes(t *testing.T) {
	for want, args := range map[string][]string{
		`-before is "yesterday", want a date such as 2011-10-01`:                                      {"-before", "yesterday"},
		"-before leaves 8 whole weeks, want at least 30: too early for a forecast that can be tested": {"-before", "2011-02-01"},
		`unexpected argument "x"`:                                      {"x"},
		"-out is empty, want a folder":                                 {"-out", ""},
		"flag provided but not defined: -nonsense; -h lists the flags": {"-nonsense"},
	} {
		require.EqualError(t, run(t.Context(), args, io.Discard), want)
	}
	var help strings.Builder
	require.NoError(t, run(t.Context(), []string{"-h"}, &help))
	require.Contains(t, help.String(), "-before date")
}

func TestThousands(t *testing.T) {
	require.Equal(t, "0", pounds(0.4))
	require.Equal(t, "999", pounds(999))
	require.Equal(t, "-1,234,568", pounds(-1234567.8))
	require.Equal(t, "+12", signed(12))
	require.Equal(t, "-12", signed(-12))
}

// Every method of the examples says how sure it is, as the pictures want to know.
func TestMethodsHaveIntervals(t *testing.T) {
	orders, _, err := readOrders(t.Context(), data.OnlineRetail(), time.Time{})
	require.NoError(t, err)
	for _, s := range []series{byWeek, byDay} {
		full, err := revenue(orders, s)
		require.NoError(t, err)
		for _, method := range full.methods() {
			m, err := method.Fit(t.Context(), full.values)
			require.NoError(t, err)
			require.Implements(t, (*timeseries.IntervalForecaster)(nil), m)
		}
	}
}
