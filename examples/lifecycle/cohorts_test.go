package main

import (
	"testing"
	"time"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/segment"
	"github.com/stretchr/testify/require"
)

// Whoever orders in the month in which the data begin looks new and may be an
// old customer, who comes back more often.
func TestFirstMonthIsNotTakenForNew(t *testing.T) {
	month := func(m time.Month) time.Time { return time.Date(2024, m, 1, 0, 0, 0, 0, time.UTC) }
	c := &cohorts{table: &segment.CohortTable{
		Period: clm.Period{Unit: clm.Month},
		Start:  []time.Time{month(1), month(2), month(3), month(4)},
		Size:   []int{100, 10, 30, 5},
		Active: [][]int{{100, 90, 80, 70}, {10, 1, 1}, {30, 7}, {5}},
	}}
	share, ok := c.nextMonth()
	require.True(t, ok)
	require.Equal(t, 0.2, share)
	c.partial = true // April
	share, _ = c.nextMonth()
	require.Equal(t, 0.1, share)
	_, _, note := c.lines()
	require.Contains(t, note, "Those of January 2024 may have ordered before the data begin.")

	c.table = &segment.CohortTable{Start: []time.Time{month(1), month(2)}, Size: []int{100, 10}, Active: [][]int{{100, 90}, {10}}}
	_, ok = c.nextMonth()
	require.False(t, ok, "nobody is known to be new")
}
