package segment

import (
	"fmt"
	"slices"
	"strings"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/events"
)

// matcher is rules made ready to be asked.
type matcher struct {
	rules   Rules
	get     [][]func(*facts) float64 // for each rule and condition
	scores  bool                     // whether any rule looks at scores
	cluster bool                     // whether any rule looks at clusters
}

// matcher checks the rules and what they need. Whether they need a model or
// clusters depends on the rules, which may come from a file, so a missing one
// is an error and not a panic.
func (r Rules) matcher(op string, m *RFMModel, clusters bool) (*matcher, error) {
	if err := r.Check(); err != nil {
		return nil, err
	}
	x := &matcher{rules: r}
	for i, rule := range r.Rules {
		get := make([]func(*facts) float64, len(rule.When))
		for j, c := range rule.When {
			q, _ := c.Field.question(r.bins())
			get[j] = q.get
			x.scores = x.scores || q.score
			x.cluster = x.cluster || q.cluster
			switch {
			case q.score && m == nil:
				return nil, fmt.Errorf("%s: rule %d %q asks for %s and there is no RFM model: %w", op, i, rule.Name, c.Field, clm.ErrConfig)
			case q.cluster && !clusters:
				return nil, fmt.Errorf("%s: rule %d %q asks for cluster and there are no cluster labels: %w", op, i, rule.Name, clm.ErrConfig)
			}
		}
		x.get = append(x.get, get)
	}
	if x.scores && m.Bins() != r.bins() {
		return nil, &clm.ConfigError{Type: "segment.Rules", Field: "Bins", Value: r.bins(), Want: fmt.Sprintf("%d, as the RFM model has", m.Bins())}
	}
	return x, nil
}

// first returns the number of the first rule that holds, or how many there
// are.
func (x *matcher) first(f *facts) int {
	for i := range x.get {
		if x.failing(i, f) < 0 {
			return i
		}
	}
	return len(x.get)
}

// failing returns the first condition of rule i that does not hold, or −1.
func (x *matcher) failing(i int, f *facts) int {
	for j, get := range x.get[i] {
		if !x.rules.Rules[i].When[j].holds(get(f)) {
			return j
		}
	}
	return -1
}

// Assign puts each customer into the segment of the first rule that holds.
// Model gives the scores and may be nil if no rule looks at one; clusters are
// labels, one for each summary, and may be nil if no rule looks at them. The
// names of the assignment are those of [Rules.Names], but Otherwise is left out
// if nobody is in it. Time: O(customers·conditions).
//
// The errors are the ConfigError of [Rules.Check], one that wraps
// [clm.ErrConfig] where the rules need a model, one with other bins, or
// clusters, and a ShapeError where clusters are not as many as summaries.
func (r Rules) Assign(model *RFMModel, summaries []events.Summary, clusters []int) (*Assignment, error) {
	const op = "segment.Rules.Assign"
	x, err := r.matcher(op, model, clusters != nil)
	if err != nil {
		return nil, err
	}
	if clusters != nil && len(clusters) != len(summaries) {
		return nil, &clm.ShapeError{Op: op, Got: fmt.Sprintf("%d clusters for %d summaries", len(clusters), len(summaries)), Want: "one for each summary"}
	}
	names, of := r.names()
	a := &Assignment{Names: names, Customers: make([]string, len(summaries)), Segment: make([]int, len(summaries))}
	f := facts{model: model}
	unused := true // whether Otherwise is
	for i := range summaries {
		f.summary = &summaries[i]
		if x.scores {
			f.score = model.of(f.summary)
		}
		if clusters != nil {
			f.cluster = clusters[i]
		}
		rule := x.first(&f)
		unused = unused && rule < len(r.Rules)
		a.Customers[i], a.Segment[i] = f.summary.Customer, of[rule]
	}
	if last := len(names) - 1; unused && !slices.Contains(of[:len(r.Rules)], last) {
		a.Names = names[:last]
	}
	return a, nil
}

// Explanation says why a customer is in its segment.
type Explanation struct {
	Customer string
	Segment  string
	Rule     int       // the rule that decided, counted from 0; −1: none held, see Rules.Otherwise
	Because  []Finding // each condition of that rule, with the value that met it
	Before   []Finding // for each earlier rule the first of its conditions that was not met
}

// Finding is a condition and the value that it was asked about.
type Finding struct {
	Rule      int    // which rule, counted from 0
	Name      string // of that rule
	Condition Condition
	Value     float64
	Holds     bool
}

// String returns for example "r is 5 (r from 4 to 5)".
func (f Finding) String() string {
	return fmt.Sprintf("%s is %s (%v)", f.Condition.Field, number(f.Value), f.Condition)
}

// String returns for example "17850 is Champions by rule 0: r is 5 (r exactly
// 5), fm is 9 (fm from 7 to 10)".
func (e Explanation) String() string {
	if e.Rule < 0 {
		return fmt.Sprintf("%s is %s: none of %d rules holds", e.Customer, e.Segment, len(e.Before))
	}
	why := make([]string, len(e.Because))
	for i, f := range e.Because {
		why[i] = f.String()
	}
	return fmt.Sprintf("%s is %s by rule %d: %s", e.Customer, e.Segment, e.Rule, strings.Join(why, ", "))
}

// Explain tells which rule puts the customer where [Rules.Assign] does, and
// which values decided. Cluster is the customer's label, −1 where there is
// none; it is looked at only if a rule asks. The errors are those of Assign
// about the rules and the model.
func (r Rules) Explain(model *RFMModel, summary events.Summary, cluster int) (Explanation, error) {
	x, err := r.matcher("segment.Rules.Explain", model, true)
	if err != nil {
		return Explanation{}, err
	}
	f := facts{summary: &summary, model: model, cluster: cluster}
	if x.scores {
		f.score = model.of(&summary)
	}
	e := Explanation{Customer: summary.Customer, Segment: r.otherwise(), Rule: -1}
	finding := func(i, j int) Finding {
		rule := r.Rules[i]
		c := rule.When[j]
		v := x.get[i][j](&f)
		return Finding{Rule: i, Name: rule.Name, Condition: c, Value: v, Holds: c.holds(v)}
	}
	for i, rule := range r.Rules {
		if j := x.failing(i, &f); j >= 0 {
			e.Before = append(e.Before, finding(i, j))
			continue
		}
		e.Rule, e.Segment = i, rule.Name
		for j := range rule.When {
			e.Because = append(e.Because, finding(i, j))
		}
		break
	}
	return e, nil
}
