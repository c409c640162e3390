package assoc

import (
	"math"
)

// Rule says that who buys the items of the antecedent, A, often buys those of
// the consequent, B, as well. Its measures come from four counts: the baskets
// with all of A and B, with A, with B, and all n of them; P(·) is a count
// divided by n. It is made by [RuleSet.All] and [RuleSet.At]; the methods of a
// zero Rule panic.
type Rule struct {
	rule
	set *RuleSet
	at  int
}

// AppendAntecedent appends the items of A to dst, ascending.
func (r Rule) AppendAntecedent(dst []int) []int { return r.append(dst, false) }

// AppendConsequent appends the items of B to dst, ascending.
func (r Rule) AppendConsequent(dst []int) []int { return r.append(dst, true) }

func (r Rule) append(dst []int, consequent bool) []int {
	var buf [most]int32
	items := r.set.sets.set(buf[:0], r.node)
	for i, item := range items {
		if (r.mask>>i&1 != 0) == consequent {
			dst = append(dst, int(item))
		}
	}
	return dst
}

// set appends the items of a node to dst, which is empty.
func (s *Itemsets) set(dst []int32, node int32) []int32 {
	for ; node >= 0; node = s.parent[node] {
		dst = append(dst, s.item[node])
	}
	for i, j := 0, len(dst)-1; i < j; i, j = i+1, j-1 {
		dst[i], dst[j] = dst[j], dst[i]
	}
	return dst
}

// Counts returns how many baskets have all items of A and B, all of A, all of B,
// and how many baskets there are.
func (r Rule) Counts() (both, antecedent, consequent, baskets int) {
	return int(r.both), int(r.ante), int(r.cons), r.set.sets.n
}

// numbers returns the counts as floating-point numbers, which hold them exactly.
func (r Rule) numbers() (both, a, b, n float64) {
	return float64(r.both), float64(r.ante), float64(r.cons), float64(r.set.sets.n)
}

// Measure is a number that says how good a rule is in some sense.
type Measure string

// The measures, each with a method of [Rule] that gives the formula.
const (
	Support    Measure = "support"
	Confidence Measure = "confidence"
	Lift       Measure = "lift"
	Leverage   Measure = "leverage"
	Conviction Measure = "conviction"
	Zhang      Measure = "zhang"
	Kulczynski Measure = "kulczynski"
	Imbalance  Measure = "imbalance"
	Cosine     Measure = "cosine"
	Jaccard    Measure = "jaccard"
	OddsRatio  Measure = "odds ratio"
)

var measures = []Measure{Support, Confidence, Lift, Leverage, Conviction, Zhang, Kulczynski, Imbalance, Cosine, Jaccard, OddsRatio}

// Value returns a measure by its name. It panics for a name that is none of the
// constants.
func (r Rule) Value(m Measure) float64 {
	switch m {
	case Support:
		return r.Support()
	case Confidence:
		return r.Confidence()
	case Lift:
		return r.Lift()
	case Leverage:
		return r.Leverage()
	case Conviction:
		return r.Conviction()
	case Zhang:
		return r.Zhang()
	case Kulczynski:
		return r.Kulczynski()
	case Imbalance:
		return r.Imbalance()
	case Cosine:
		return r.Cosine()
	case Jaccard:
		return r.Jaccard()
	case OddsRatio:
		return r.OddsRatio()
	}
	panic("assoc.Rule.Value: measure \"" + string(m) + "\", want one of the constants")
}

// Support returns P(AB), the share of the baskets that have all of A and B.
func (r Rule) Support() float64 {
	both, _, _, n := r.numbers()
	return both / n
}

// Confidence returns P(AB)/P(A): of the baskets with A, the share that have B.
func (r Rule) Confidence() float64 {
	both, a, _, _ := r.numbers()
	return both / a
}

// Lift returns P(AB)/(P(A)·P(B)): how many times more often A and B meet than
// they would by chance.
func (r Rule) Lift() float64 {
	both, a, b, n := r.numbers()
	return both * n / (a * b)
}

// Leverage returns P(AB) − P(A)·P(B): the share of the baskets in which A and B
// meet more often than by chance.
func (r Rule) Leverage() float64 {
	_, _, _, n := r.numbers()
	return r.more() / (n * n)
}

// more returns n²·(P(AB) − P(A)·P(B)), in whole numbers until the end.
func (r Rule) more() float64 {
	return float64(int64(r.both)*int64(r.set.sets.n) - int64(r.ante)*int64(r.cons))
}

// Conviction returns (1−P(B))/(1−confidence): how many times more often the rule
// would fail if A and B met by chance. It is +Inf for a confidence of 1, and NaN
// if all baskets have B too.
func (r Rule) Conviction() float64 {
	both, a, b, n := r.numbers()
	return (n - b) * a / (n * (a - both))
}

// Zhang returns Leverage/max(P(AB)·(1−P(A)), P(A)·(P(B)−P(AB))): from −1, never
// together, by 0, chance, to 1, always together. It is NaN for 0/0.
//
// Source: X. Yan, C. Zhang and S. Zhang, Confidence metrics for association rule
// mining, Applied Artificial Intelligence 23(8), 2009,
// doi:10.1080/08839510903208062.
func (r Rule) Zhang() float64 {
	both, a, b, n := r.numbers()
	return r.more() / max(both*(n-a), a*(b-both))
}

// Kulczynski returns (P(B|A)+P(A|B))/2, the mean of the confidences of the rule
// and of the reverse one.
func (r Rule) Kulczynski() float64 {
	both, a, b, _ := r.numbers()
	return (both/a + both/b) / 2
}

// Imbalance returns |P(A)−P(B)|/(P(A)+P(B)−P(AB)): 0 where A and B are equally
// frequent, near 1 where one is far more frequent.
//
// Source: T. Wu, Y. Chen and J. Han, Re-examination of interestingness measures
// in pattern mining, Data Mining and Knowledge Discovery 21, 2010,
// doi:10.1007/s10618-009-0161-2.
func (r Rule) Imbalance() float64 {
	both, a, b, _ := r.numbers()
	return math.Abs(a-b) / (a + b - both)
}

// Cosine returns P(AB)/√(P(A)·P(B)).
func (r Rule) Cosine() float64 {
	both, a, b, _ := r.numbers()
	return both / math.Sqrt(a*b)
}

// Jaccard returns P(AB)/P(A or B): of the baskets with A or B, the share that
// have both.
func (r Rule) Jaccard() float64 {
	both, a, b, _ := r.numbers()
	return both / (a + b - both)
}

// OddsRatio returns the odds of B in baskets with A, divided by those in baskets
// without A. It is +Inf if A never comes without B or B never without A, and NaN
// if moreover no basket lacks both.
func (r Rule) OddsRatio() float64 {
	both, a, b, n := r.numbers()
	return both * (n - a - b + both) / ((a - both) * (b - both))
}

// PValue returns the probability that A and B meet in at least as many baskets
// as they do if the baskets with A and those with B were drawn independently:
// Fisher's exact test, one-sided. It tells nothing of how large an effect is. It is
// computed at each call, whether or not [Rules.PValues] was set, by logarithms; the one
// that was adjusted comes out of a table of factorials and agrees with it to 1e-11.
//
// Source: R. A. Fisher, On the interpretation of χ² from contingency tables, and
// the calculation of P, Journal of the Royal Statistical Society 85(1), 1922,
// doi:10.2307/2340521.
func (r Rule) PValue() float64 {
	return fisher(int64(r.set.sets.n), int64(r.ante), int64(r.cons), int64(r.both))
}

// AdjustedPValue returns the p-value after the method of Benjamini and Hochberg
// for the number of rules that could have been made: of the rules with at most
// 0.05, one in twenty is expected to be there by chance. It is NaN where
// [Rules.PValues] was false.
func (r Rule) AdjustedPValue() float64 {
	if r.set.adjusted == nil {
		return math.NaN()
	}
	return r.set.adjusted[r.at]
}
