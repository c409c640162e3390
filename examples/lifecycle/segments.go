package main

import (
	"context"

	"github.com/clm-go/clm/segment"
)

// segments is what recency, frequency and money say about the customers.
type segments struct {
	scores   []segment.Score     // of each customer
	named    *segment.Assignment // the segment of each customer
	profiles []segment.SegmentProfile
}

// findSegments scores the customers and names their segments. Money is that
// of purchases, before returns, as everywhere in the report.
func findSegments(ctx context.Context, s *shop) (*segments, error) {
	model, err := segment.RFM{Monetary: segment.Gross}.Fit(ctx, s.customers)
	if err != nil {
		return nil, err
	}
	r := &segments{scores: model.Scores(nil, s.customers)}
	if r.named, err = segment.DefaultRules().Assign(model, s.customers, nil); err != nil {
		return nil, err
	}
	r.profiles, err = segment.Profiles{Monetary: segment.Gross}.Of(r.named, s.customers)
	return r, err
}

// profile returns the profile of a segment, nil if nobody is in it.
func (r *segments) profile(name string) *segment.SegmentProfile {
	for i := range r.profiles {
		if p := &r.profiles[i]; p.Name == name && p.Customers > 0 {
			return p
		}
	}
	return nil
}

// advice is what to do about each of the default segments.
var advice = map[string]string{
	"Champions":          "Thank them, let them see new things first, ask them for a review.",
	"Loyal":              "Offer them more of what they like, and a reward for staying.",
	"Potential loyalist": "Win them over: a membership, or an offer with the next order.",
	"New":                "Welcome them and help with the first steps; the second order counts most.",
	"Promising":          "Stay in touch, and show what others buy next.",
	"Needs attention":    "Give them a reason to come back soon, such as a limited offer.",
	"About to sleep":     "Remind them of what they liked before they forget you.",
	"At risk":            "Ask them back in person, with something worth returning for.",
	"Cannot lose them":   "Call them. Find out what went wrong and put it right.",
	"Hibernating":        "Cheap reminders only, at the right time of the year.",
	"Lost":               "Spend nothing on them, or try once more with a last offer.",
}
