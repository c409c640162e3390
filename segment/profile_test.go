package segment_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/events"
	"github.com/clm-go/clm/segment"
)

func TestProfile(t *testing.T) {
	s := []events.Summary{
		{Customer: "a", SinceLast: 10, Orders: 1, Total: 100},
		{Customer: "b", SinceLast: 2, Orders: 6, Total: 900},
		{Customer: "c", SinceLast: 4, Orders: 3, Total: 500},
		{Customer: "d", SinceLast: 20, Orders: 2, Total: 100},
	}
	a := &segment.Assignment{Names: []string{"low", "none", "high"}, Customers: []string{"a", "b", "c", "d"}, Segment: []int{0, 2, 2, 0}}
	p, err := segment.Profile(a, s)
	require.NoError(t, err)
	require.Len(t, p, 3)
	require.Equal(t, segment.SegmentProfile{
		Name: "high", Customers: 2, Share: 0.5, Revenue: 1400, RevenueShare: 0.875,
		Medians: segment.Figures{SinceLast: 3, Orders: 4.5, Total: 700},
		Lift:    segment.Figures{SinceLast: 0.2, Orders: 3, Total: 7},
	}, p[0])
	require.Equal(t, "low", p[1].Name)
	require.Equal(t, segment.Figures{SinceLast: 5, Orders: 1 / 3.0, Total: 1 / 7.0}, p[1].Lift)
	require.Equal(t, "none", p[2].Name)
	require.Zero(t, p[2].Customers)
	require.Zero(t, p[2].RevenueShare)
	require.True(t, math.IsNaN(p[2].Medians.Total))
	require.True(t, math.IsNaN(p[2].Lift.Orders))

	// One customer on each side: the median of one value is that value.
	p, err = segment.Profile(&segment.Assignment{Names: []string{"x", "y"}, Customers: []string{"a", "b"}, Segment: []int{0, 1}}, s[:2])
	require.NoError(t, err)
	require.Equal(t, segment.Figures{SinceLast: 2, Orders: 6, Total: 900}, p[0].Medians)
	// No rest.
	p, err = segment.Profile(&segment.Assignment{Names: []string{"x"}, Customers: []string{"a"}, Segment: []int{0}}, s[:1])
	require.NoError(t, err)
	require.True(t, math.IsNaN(p[0].Lift.Total))
	require.Equal(t, 1.0, p[0].RevenueShare)
	// Nobody.
	p, err = segment.Profile(&segment.Assignment{Names: []string{"x"}}, nil)
	require.NoError(t, err)
	require.True(t, math.IsNaN(p[0].Share))
	require.True(t, math.IsNaN(p[0].RevenueShare))
}

func TestProfileWithMoreRefundsThanRevenue(t *testing.T) {
	s := []events.Summary{{Customer: "a", Total: -300}, {Customer: "b", Total: 200}}
	p, err := segment.Profile(&segment.Assignment{Names: []string{"x", "y"}, Customers: []string{"a", "b"}, Segment: []int{0, 1}}, s)
	require.NoError(t, err)
	require.Equal(t, "y", p[0].Name)
	require.True(t, math.IsNaN(p[0].RevenueShare))
	require.True(t, math.IsNaN(p[0].Lift.Total))
	require.Equal(t, -1.5, p[1].Lift.Total)
	require.EqualValues(t, -300, p[1].Revenue)
}

// A rest that is small beside a huge segment is not lost in rounding.
func TestLiftOfHugeSums(t *testing.T) {
	a := &segment.Assignment{Names: []string{"huge", "rest"}, Customers: []string{"a", "b"}, Segment: []int{0, 1}}
	for _, c := range []struct {
		huge, rest int64
		lift       float64
	}{
		{1 << 60, 100, (1 << 60) / 100.0},
		{math.MinInt64 + 9, 100, (math.MinInt64 + 9) / 100.0},
		{-100, math.MaxInt64, -100.0 / math.MaxInt64},
	} {
		p, err := segment.Profile(a, []events.Summary{{Customer: "a", Total: c.huge}, {Customer: "b", Total: c.rest}})
		require.NoError(t, err)
		for _, row := range p {
			if row.Name == "huge" {
				require.InEpsilon(t, c.lift, row.Lift.Total, 1e-15)
			}
		}
	}
}

func TestProfilesOfGrossMoney(t *testing.T) {
	s := []events.Summary{{Customer: "a", Gross: 300, Refunded: 250, Total: 50}, {Customer: "b", Gross: 100, Total: 100}}
	a := &segment.Assignment{Names: []string{"x", "y"}, Customers: []string{"a", "b"}, Segment: []int{0, 1}}
	net, err := segment.Profiles{Monetary: segment.Net}.Of(a, s)
	require.NoError(t, err)
	require.Equal(t, "y", net[0].Name)
	require.EqualValues(t, 100, net[0].Revenue)
	gross, err := segment.Profiles{Monetary: segment.Gross}.Of(a, s)
	require.NoError(t, err)
	require.Equal(t, "x", gross[0].Name)
	require.Equal(t, 0.75, gross[0].RevenueShare)
	require.Equal(t, 300.0, gross[0].Medians.Total)
	require.Equal(t, 3.0, gross[0].Lift.Total)
	_, err = segment.Profiles{Monetary: "tax"}.Of(a, s)
	require.EqualError(t, err, `segment.Profiles: Monetary is "tax", want "", "net" or "gross"`)
}

func TestBadProfile(t *testing.T) {
	a := &segment.Assignment{Names: []string{"x"}, Customers: []string{"a", "b"}, Segment: []int{0, 0}}
	_, err := segment.Profile(a, make([]events.Summary, 1))
	require.EqualError(t, err, "segment.Profiles.Of: 1 summaries for 2 customers, want one for each customer")
	require.ErrorIs(t, err, clm.ErrShape)
	_, err = segment.Profile(a, []events.Summary{{Customer: "a"}, {Customer: "c"}})
	require.EqualError(t, err, `segment.Profiles.Of: summary 1 is of customer "c", want "b" as in the assignment: invalid value`)
	_, err = segment.Profile(a, []events.Summary{{Customer: "a", Total: math.MaxInt64}, {Customer: "b", Total: 1}})
	require.ErrorIs(t, err, clm.ErrLimit)
	_, err = segment.Profile(&segment.Assignment{Customers: []string{"a"}, Segment: []int{0}}, make([]events.Summary, 1))
	require.ErrorIs(t, err, clm.ErrValue)
}
