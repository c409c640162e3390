package assoc

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/check"
)

// Ranking says which of several offers is the best.
type Ranking string

// The rankings.
const (
	// ByConfidence ranks by how likely the item is bought too. It is what ""
	// means without margins.
	ByConfidence Ranking = "confidence"
	// ByLift ranks by how much more likely the item is bought than by anyone:
	// rarer and more surprising offers.
	ByLift Ranking = "lift"
	// ByMargin ranks by the margin that is expected in excess of what would have
	// been bought anyway, (confidence − P(item))·margin(item). Rules that
	// gain nothing make no offer, though their item may follow as a popular one.
	// It needs margins: see [CrossSell.FitMargin].
	ByMargin Ranking = "margin"
)

// CrossSell learns what to offer with a basket: items that went with such
// baskets before, each with the rule that is the reason.
//
// It finds the frequent sets up to MaxLen items with [Eclat] and makes of them
// the rules with one item as the consequent. A rule fires for a basket that has
// all of its antecedent. Of the rules for one item the best that fires counts;
// ties go to the higher support, then the shorter antecedent, then the items of
// the antecedent in order. Offers of one score are ordered in the same way, and
// then by item. Where rules give too few offers the most frequent items follow,
// and are marked as such.
//
// A rule may have a lift below 1, and then tells of an item that such baskets
// have less often than others: MinLift leaves it out. For the other bounds of
// [Rules], make those, and offers of them by [NewCrossSeller].
//
// Time: that of Eclat and [Rules]. Memory: O(rules + frequent items) for the
// model.
//
// Source: B. Sarwar, G. Karypis, J. Konstan and J. Riedl, Analysis of
// recommendation algorithms for e-commerce, EC 2000, doi:10.1145/352871.352887
// (rules as a recommender).
type CrossSell struct {
	// MinSupport is the share of the baskets in which a set must be, as for
	// [Eclat]; 0 means that MinCount is set.
	MinSupport float64
	// MinCount is the number of baskets in which a set must be; 0 means that
	// MinSupport is set.
	MinCount int
	// MaxLen is the largest number of items of antecedent and offer together, at
	// least 2; 0 means 3.
	MaxLen int
	// MinConfidence is the smallest confidence of a rule, 0 to 1; 0 means no
	// bound.
	MinConfidence float64
	// MinLift is the smallest lift of a rule; 0 means no bound, and 1 leaves out
	// what such baskets have less often than others.
	MinLift float64
	// RankBy says which offers are better; "" means ByConfidence, and ByMargin
	// for [CrossSell.FitMargin].
	RankBy Ranking
	// MaxRules stops a fit with more rules, or sets, than that with a LimitError;
	// 0 means 10 million.
	MaxRules int
	// Workers is the number of goroutines; 0 means GOMAXPROCS. It changes no
	// result.
	Workers int
	// Progress is told how many of the frequent items are searched; nil is
	// silent.
	Progress func(done, total int) `json:"-"`
}

func (c CrossSell) check(margins bool) error {
	const typ = "assoc.CrossSell"
	o := options{MinSupport: c.MinSupport, MinCount: c.MinCount, Workers: c.Workers}
	if err := o.check(typ); err != nil {
		return err
	}
	if c.MaxLen != 0 {
		if err := check.Int(typ, "MaxLen", c.MaxLen, 2, most); err != nil {
			return err
		}
	}
	if err := check.Float(typ, "MinConfidence", c.MinConfidence, 0, 1); err != nil {
		return err
	}
	if err := check.Float(typ, "MinLift", c.MinLift, 0, math.Inf(1)); err != nil {
		return err
	}
	if err := check.Int(typ, "MaxRules", c.MaxRules, 0, math.MaxInt32); err != nil {
		return err
	}
	if err := check.OneOf(typ, "RankBy", c.RankBy, "", ByConfidence, ByLift, ByMargin); err != nil {
		return err
	}
	switch {
	case !margins && c.RankBy == ByMargin:
		return &clm.ConfigError{Type: typ, Field: "RankBy", Value: c.RankBy, Want: "another word, or FitMargin, which takes the margins"}
	case margins && c.RankBy != "" && c.RankBy != ByMargin:
		return &clm.ConfigError{Type: typ, Field: "RankBy", Value: c.RankBy, Want: "\"margin\", or Fit, which takes no margins"}
	}
	return nil
}

// Fit learns from baskets. The errors are those of [Eclat.Fit] and
// [Rules.Of]; their hints name the fields of CrossSell, and a MinCount that is
// enough: with too many sets that takes some more runs.
func (c CrossSell) Fit(ctx context.Context, baskets iter.Seq[[]int]) (*CrossSeller, error) {
	if err := c.check(false); err != nil {
		return nil, err
	}
	return c.fit(ctx, "assoc.CrossSell.Fit", baskets, nil)
}

// FitMargin is Fit with what is earned by selling each item, in any unit:
// margin[i] is that of item i, and items beyond its end have none. A margin that
// is not finite is a ValueError (row: item).
func (c CrossSell) FitMargin(ctx context.Context, baskets iter.Seq[[]int], margin []float64) (*CrossSeller, error) {
	const op = "assoc.CrossSell.FitMargin"
	if err := c.check(true); err != nil {
		return nil, err
	}
	if err := finite(op, margin); err != nil {
		return nil, err
	}
	c.RankBy = ByMargin
	return c.fit(ctx, op, baskets, margin)
}

func (c CrossSell) fit(ctx context.Context, op string, baskets iter.Seq[[]int], margin []float64) (*CrossSeller, error) {
	if c.RankBy == "" {
		c.RankBy = ByConfidence
	}
	o := options{MinSupport: c.MinSupport, MinCount: c.MinCount, MaxLen: c.MaxLen, MaxSets: c.MaxRules, Workers: c.Workers, Progress: c.Progress}
	if o.MaxLen == 0 {
		o.MaxLen = 3
	}
	shorter := ""
	if o.MaxLen > 2 {
		shorter = ", a smaller MaxLen"
	}
	fewer := func(least int64, baskets int) string {
		return fmt.Sprintf("a MinCount of %d (of %d baskets)%s or a larger MaxRules", least, baskets, shorter)
	}
	sets, err := eclatFor(ctx, op, o, func(in *intake) error { return in.walk(ctx, baskets) }, true, func(least int64, baskets int) string {
		return "set " + fewer(least, baskets)
	})
	if err != nil {
		return nil, err
	}
	rules, err := Rules{MinConfidence: c.MinConfidence, MinLift: c.MinLift, MaxRules: c.MaxRules, Workers: c.Workers}.of(ctx, op, sets, "")
	var limit *clm.LimitError
	if errors.As(err, &limit) && limit.What == "rules" {
		least, err := sets.countFor(ctx, limit.Limit)
		if err != nil {
			return nil, err
		}
		limit.Hint = "set a larger MinConfidence or MinLift, " + fewer(least, sets.n)
	}
	if err != nil {
		return nil, err
	}
	return newCrossSeller(ctx, rules, c.RankBy, margin)
}

// countFor returns the smallest count at which the sets that have it make no more than
// most rules of one consequent, whatever the bounds of these are. Memory: O(baskets).
func (s *Itemsets) countFor(ctx context.Context, most int64) (int64, error) {
	made := make([]int64, s.n+1) // rules by count
	for k := 2; k < len(s.level); k++ {
		for node := s.level[k-1]; node < s.level[k]; node++ {
			if node%4096 == 0 {
				if err := looked(ctx); err != nil {
					return 0, err
				}
			}
			made[s.count[node]] += int64(k)
		}
	}
	count := s.n
	for ; count >= s.minCount && made[count] <= most; count-- {
		most -= made[count]
	}
	return int64(count) + 1, nil
}

// NewCrossSeller makes offers out of rules that were made before, such as those
// with few consequents that are worth offering. Rules with a consequent of several
// items are left out; popular items are those of the sets of the rules. Margins
// count for ByMargin only and are those of [CrossSell.FitMargin].
//
// The errors are a ConfigError for a ranking that is none of the constants, and
// a ValueError for a margin that is not finite (row: item).
func NewCrossSeller(rules *RuleSet, by Ranking, margin []float64) (*CrossSeller, error) {
	const op = "assoc.NewCrossSeller"
	if err := check.OneOf(op, "by", by, ByConfidence, ByLift, ByMargin); err != nil {
		return nil, err
	}
	if err := finite(op, margin); err != nil {
		return nil, err
	}
	return newCrossSeller(context.Background(), rules, by, margin)
}

func finite(op string, margin []float64) error {
	for i, v := range margin {
		if v-v != 0 {
			return &clm.ValueError{Op: op, Row: i, Col: -1, Value: v, Want: "a finite margin"}
		}
	}
	return nil
}

func newCrossSeller(ctx context.Context, rules *RuleSet, by Ranking, margin []float64) (*CrossSeller, error) {
	m := &CrossSeller{rankBy: by, n: rules.sets.n}
	if err := m.popular(ctx, rules.sets, margin); err != nil {
		return nil, err
	}
	if err := m.learn(ctx, rules, margin); err != nil {
		return nil, err
	}
	m.report = clm.Report{Iterations: 1, Converged: true, Objective: float64(len(m.offer)),
		Reason: fmt.Sprintf("%d rules and %d items from %d baskets", len(m.offer), len(m.items), m.n)}
	return m, nil
}

// earned returns the margin of an item.
func earned(margin []float64, item int32) float64 {
	if int(item) < len(margin) {
		return margin[item]
	}
	return 0
}

// popular lists the items of the sets, most frequent first. The support of an
// item is the largest of the sets that it is in.
func (m *CrossSeller) popular(ctx context.Context, sets *Itemsets, margin []float64) error {
	counts := map[int32]int32{}
	for node, item := range sets.item {
		if node%4096 == 0 {
			if err := looked(ctx); err != nil {
				return err
			}
		}
		counts[item] = max(counts[item], sets.count[node], unlisted(sets.count[node]))
	}
	keys, items := make([]uint64, 0, len(counts)), make([]int32, 0, len(counts))
	for item, count := range counts {
		keys, items = append(keys, uint64(math.MaxInt32-count)<<32|uint64(item)), append(items, item)
	}
	if err := sortLooking(ctx, keys, items); err != nil {
		return err
	}
	for _, item := range items {
		if counts[item] == 0 || m.rankBy == ByMargin && !(earned(margin, item) > 0) {
			continue
		}
		m.items = append(m.items, item)
		m.counts = append(m.counts, counts[item])
	}
	return nil
}

// learn keeps the rules that can make an offer, those with the same first item
// of the antecedent beside each other.
func (m *CrossSeller) learn(ctx context.Context, rules *RuleSet, margin []float64) error {
	var heads []uint64
	var list []int32
	var buf [2 * most]int
	for i := range rules.Len() {
		if i%4096 == 0 {
			if err := looked(ctx); err != nil {
				return err
			}
		}
		r := rules.At(i)
		if r.mask&(r.mask-1) != 0 || r.both == 0 || m.rankBy == ByMargin && !(m.rated(r, margin) > 0) {
			continue // several items, or counted anew where they never met, or no gain
		}
		heads = append(heads, uint64(r.AppendAntecedent(buf[:0])[0]))
		list = append(list, int32(i))
	}
	if err := sortLooking(ctx, heads, list); err != nil {
		return err
	}
	m.start = []int32{0}
	for i, at := range list {
		if i%4096 == 0 {
			if err := looked(ctx); err != nil {
				return err
			}
		}
		r := rules.At(int(at))
		for _, item := range r.AppendAntecedent(buf[:0]) {
			m.ante = append(m.ante, int32(item))
		}
		m.start = append(m.start, int32(len(m.ante)))
		m.offer = append(m.offer, int32(r.AppendConsequent(buf[:0])[0]))
		m.score = append(m.score, m.rated(r, margin))
		m.both = append(m.both, r.both)
		m.has = append(m.has, r.ante)
		m.sold = append(m.sold, r.cons)
	}
	m.index()
	return nil
}

// rated returns the score of a rule with a consequent of one item.
func (m *CrossSeller) rated(r Rule, margin []float64) float64 {
	switch m.rankBy {
	case ByConfidence:
		return r.Confidence()
	case ByLift:
		return r.Lift()
	}
	var buf [1]int
	return (r.Confidence() - float64(r.cons)/float64(m.n)) * earned(margin, int32(r.AppendConsequent(buf[:0])[0]))
}
