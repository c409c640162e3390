package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The figures are in pounds, as the orders are.
func TestDaysOfTheBuiltInOrders(t *testing.T) {
	o, err := parseFlags(nil, &bytes.Buffer{})
	require.NoError(t, err)
	s, err := readShop(t.Context(), o, newScreen(&bytes.Buffer{}))
	require.NoError(t, err)
	days, err := describeDays(t.Context(), s)
	require.NoError(t, err)
	require.Equal(t, "Day by day, in £: Strong trend (strength 0.66): from 42900 to 31100, lowest with -1000 at 29 December 2010. "+
		"Season of 7 values (strength 0.80): highest on Thursdays (15200 above the trend on average), lowest on Saturdays (21200 below). "+
		"29 outliers: 18 January 2011 (87600 instead of about 21600), 20 September 2011 (103400 instead of about 32900), "+
		"9 December 2011 (184300 instead of about 31100) and 26 more.", dayByDay(days, s.money))
}

// Less than two weeks leave the paragraph out.
func TestDaysThatCannotBeDescribed(t *testing.T) {
	for name, last := range map[string]string{"two weeks": "2024-03-14", "few days": "2024-03-05"} {
		var b strings.Builder
		b.WriteString("client,day,total\n")
		for c := range 40 {
			fmt.Fprintf(&b, "%d,2024-03-%02d,%d\n", c, 1+c%4, 5+c*c)
		}
		fmt.Fprintf(&b, "40,%s,5\n", last)
		folder, _, err := runHere(t, "-in", write(t, b.String()), "-map", ownMap)
		require.NoError(t, err, name)
		report, err := os.ReadFile(filepath.Join(folder, "report.html"))
		require.NoError(t, err)
		require.Equal(t, name == "two weeks", strings.Contains(string(report), "<p>Day by day: "), name)
	}
}
