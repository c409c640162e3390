package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/events"
	"github.com/clm-go/clm/segment"
	"github.com/clm-go/clm/timeseries"
)

// hostile are names as only an attacker or a broken export has them.
const hostile = `<script>alert("x")</script><img src=//example.com/x onerror=alert(1)>'"&--></svg></style>{{.}}` + "\x00\x07\u202e\U0001f600"

// hostilePage is a report in which every text that comes from data is hostile.
func hostilePage() *page {
	long := strings.Repeat("ohne-Leerzeichen", 20)
	r := result{
		months:   []month{{start: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), revenue: 100}},
		forecast: odd(),
		segments: &segments{profiles: []segment.SegmentProfile{
			{Name: hostile, Customers: 1, Share: 0.5, Revenue: 1, RevenueShare: 0.5},
			{Name: long, Customers: 1, Share: 0.5, Revenue: 1, RevenueShare: 0.5},
		}},
		clusters: &clusters{
			tried:  []attempt{{k: 3, silhouette: -0.5}},
			best:   attempt{k: 3},
			labels: []int{0, 1},
			groups: []group{{customers: 1}, {customers: 1}, {}},
		},
		cohorts: &cohorts{table: &segment.CohortTable{Start: []time.Time{{}}, Size: []int{1}, Active: [][]int{{1}}}},
		together: together{known: true, least: 10, best: []companions{
			{has: hostile, also: long, support: 0.5, confidence: 1, lift: 2, words: hostile + long},
			{has: long, also: hostile, support: 0.5, confidence: 1, lift: 2, words: long + hostile},
		}},
	}
	s := &shop{
		name: hostile, asOf: time.Date(2024, 2, 1, 0, 0, 0, 0, time.UTC), money: newMoney("EUR", 100),
		customers: []events.Summary{{Customer: hostile, Orders: 1, Gross: 1}, {Customer: long, Orders: 1, Gross: 100}},
		cleaning: &events.Cleaning{Read: 1, Findings: []events.Finding{
			{Reason: events.Reason(hostile), Dropped: true, Count: 1, First: []events.Sample{{Line: 1, Value: hostile}}},
		}},
	}
	return newPage(options{in: hostile}, s, &r)
}

// odd is a forecast of few weeks, of which nearly nothing is known.
func odd() *forecast {
	return &forecast{
		start: []time.Time{time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)}, values: []float64{0}, method: hostile,
		tested: &timeseries.BacktestResult{Methods: []timeseries.MethodResult{
			{Name: hostile, Total: timeseries.Scores{N: 1, MASE: math.NaN(), Width: 1e12}}, {Name: strings.Repeat("ohne-Leerzeichen", 20)},
		}},
		next: slices.Repeat([]float64{1e9}, horizon),
		lo:   [len(levels)][]float64{slices.Repeat([]float64{-1e9}, horizon), slices.Repeat([]float64{-1e12}, horizon)},
		hi:   [len(levels)][]float64{slices.Repeat([]float64{2e9}, horizon), slices.Repeat([]float64{1e12}, horizon)},
	}
}

// A shop whose best customers all stay still hears about those at risk.
func TestFindingsOfOneSegment(t *testing.T) {
	s := &shop{money: newMoney("EUR", 100)}
	r := result{
		segments: &segments{profiles: []segment.SegmentProfile{{Name: "At risk", Customers: 13, Share: 0.065, Revenue: 1844000}}},
		cohorts:  &cohorts{table: &segment.CohortTable{Start: []time.Time{{}}, Size: []int{1}, Active: [][]int{{1}}}},
	}
	require.Equal(t, []string{"13 customers (6.5%) used to buy well and have not ordered for long (at risk). " +
		"They have spent €18,440 so far; they are the first to ask back."}, findings(s, &r))
}

func TestHostileNamesAreText(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, writePage(&b, hostilePage()))
	html := b.String()
	require.NotContains(t, html, "<script")
	require.NotContains(t, html, "<img")
	require.Contains(t, html, "{{.}}", "is text as well")
	require.Contains(t, html, "&lt;script&gt;")
	require.Equal(t, strings.Count(html, "<svg"), strings.Count(html, "</svg>"))
	require.Equal(t, 1, strings.Count(html, "</style>"))
}

// Each picture is well-formed XML by itself.
func TestPicturesAreWellFormed(t *testing.T) {
	p := hostilePage()
	for name, c := range map[string]chart{"revenue": p.Revenue, "weeks": p.Weeks, "segments": p.SegmentChart, "silhouette": p.Silhouette, "groups": p.Scatter} {
		for _, picture := range []string{string(c.Wide), string(c.Narrow)} {
			d := xml.NewDecoder(strings.NewReader(picture))
			for {
				_, err := d.Token()
				if errors.Is(err, io.EOF) {
					break
				}
				require.NoError(t, err, name)
			}
			require.NotContains(t, picture, "NaN", name)
			require.NotContains(t, picture, "Inf", name)
			require.NotContains(t, picture, "Liberation", name)
		}
	}
}
