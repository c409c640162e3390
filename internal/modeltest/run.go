package modeltest

import (
	"context"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	clm "github.com/clm-go/clm"
)

// TB is what the checks need of a *testing.T.
type TB interface {
	Helper()
	Name() string
	Context() context.Context
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Logf(format string, args ...any)
	SkipNow()
}

// part is one check with its code.
type part[D, T any, M Model[T]] struct {
	name   Check
	matrix bool // needs Case.Matrix
	run    func(c *Case[D, T, M], t TB)
}

func checks[D, T any, M Model[T]]() []part[D, T, M] {
	type C = Case[D, T, M]
	return []part[D, T, M]{
		{ZeroConfig, false, (*C).zeroConfig},
		{WrongConfig, false, (*C).wrongConfig},
		{JSONConfig, false, (*C).jsonConfig},
		{Untouched, false, (*C).untouched},
		{OwnMemory, false, (*C).ownMemory},
		{Sealed, false, (*C).sealed},
		{Repeatable, false, (*C).repeatable},
		{Workers, false, (*C).workers},
		{Seeds, false, (*C).seeds},
		{CPUFeatures, false, (*C).cpuFeatures},
		{Edges, false, (*C).edges},
		{BadData, false, (*C).badData},
		{StopBefore, false, (*C).stopBefore},
		{StopMidway, false, (*C).stopMidway},
		{Goroutines, false, (*C).goroutines},
		{ProgressFunc, false, (*C).progress},
		{AskedAtOnce, false, (*C).askedAtOnce},
		{Immutable, false, (*C).immutable},
		{NotFitted, false, (*C).notFitted},
		{File, false, (*C).file},
		{AppendFile, false, (*C).appendFile},
		{LoadOnce, false, (*C).loadOnce},
		{Damaged, false, (*C).damaged},
		{Hostile, false, (*C).hostile},
		{OtherVersion, false, (*C).otherVersion},
		{WorkersMany, true, (*C).workersMany},
		{Splits, true, (*C).splits},
		{Forms, true, (*C).forms},
		{SparseForm, true, (*C).sparse},
		{Dst, true, (*C).dst},
		{Columns, true, (*C).columns},
		{Missing, true, (*C).missing},
		{Infinite, true, (*C).infinite},
		{Extreme, true, (*C).extreme},
		{Allocs, true, (*C).allocs},
		{AllocsLarge, true, (*C).allocsLarge},
		{Weights, true, (*C).weights},
	}
}

// Run gives the exam, one subtest for each check.
func Run[D, T any, M Model[T]](t *testing.T, c Case[D, T, M]) {
	t.Helper()
	if problems := c.problems(); len(problems) > 0 {
		t.Fatalf("the case is incomplete:\n\t%s", strings.Join(problems, "\n\t"))
	}
	var rows []string
	row := func(name Check, result string) {
		rows = append(rows, fmt.Sprintf("exam | %s | %s | %s", c.typeName(), name, result))
	}
	for _, k := range checks[D, T, M]() {
		if why := c.reason(k); why != "" {
			row(k.name, "not taken: "+why)
			continue
		}
		skipped := false
		ok := t.Run(string(k.name), func(t *testing.T) {
			defer func() { skipped = t.Skipped() }()
			k.run(&c, t)
		})
		switch {
		case !ok:
			row(k.name, "FAILED")
		case skipped:
			row(k.name, "skipped here")
		default:
			row(k.name, "passed")
		}
	}
	if os.Getenv(childEnv) == "" {
		t.Logf("the exam:\n%s", strings.Join(rows, "\n"))
	}
}

// reason returns why the case does not take a check, or "".
func (c *Case[D, T, M]) reason(k part[D, T, M]) string {
	if why := c.Skip[k.name]; why != "" {
		return why
	}
	if k.matrix && c.Matrix == nil {
		return c.Skip[MatrixPart]
	}
	if k.name == WorkersMany {
		return c.Skip[Workers]
	}
	return ""
}

// problems lists what is missing from the case.
func (c *Case[D, T, M]) problems() []string {
	var list []string
	say := func(format string, args ...any) { list = append(list, fmt.Sprintf(format, args...)) }
	known := map[Check]bool{MatrixPart: true}
	for _, k := range checks[D, T, M]() {
		known[k.name] = true
	}
	for _, name := range slices.Sorted(maps.Keys(c.Skip)) {
		if !known[name] {
			say("Skip names the unknown check %q", name)
		}
		if len(strings.Fields(c.Skip[name])) < 2 {
			say("Skip gives no reason for %q", name)
		}
	}
	for _, field := range slices.Sorted(maps.Keys(c.Free)) {
		if len(strings.Fields(c.Free[field])) < 2 {
			say("Free gives no reason for %s", field)
		}
	}
	if c.With == nil || c.Zero == nil || c.Data == nil {
		say("With, Zero and Data are required")
		return list
	}
	if reflect.TypeOf(c.Zero) != reflect.TypeOf(c.With(1, 1)) {
		say("Zero and With are of different types")
		return list
	}
	skips := func(name Check) bool { return c.Skip[name] != "" }
	m := c.Matrix
	switch {
	case m == nil && !skips(MatrixPart):
		say("there is no Matrix part and no reason for it in Skip[MatrixPart]")
	case m != nil && skips(MatrixPart):
		say("Skip names MatrixPart but there is one")
	case m != nil:
		list = append(list, m.problems(c.Data(1), skips)...)
	}
	if c.Ask == nil && (m == nil || len(m.Questions) == 0) {
		say("Ask is required where there are no Questions")
	}
	if len(c.Edge) == 0 && m == nil && !skips(Edges) {
		say("there is no Edge and no reason for it in Skip")
	}
	if len(c.Bad) == 0 && m == nil && !skips(BadData) {
		say("there is no Bad data and no reason for it in Skip")
	}
	if c.Scribble == nil && !skips(OwnMemory) && !c.scribbles() {
		say("Scribble is required for data of this type, or a reason in Skip")
	}
	for field, name := range map[string]Check{"Seed": Seeds, "Workers": Workers, "Progress": ProgressFunc} {
		if _, ok := c.field(field); !ok && !skips(name) {
			say("%s has no field %s and Skip no reason for %q", c.typeName(), field, name)
		}
	}
	for _, field := range c.unexamined() {
		if !skips(WrongConfig) {
			say("field %s is neither in Wrong nor in Free", field)
		}
	}
	slices.Sort(list)
	return list
}

// typeName returns the type of the configuration, such as "cluster.KMeans".
func (c *Case[D, T, M]) typeName() string { return reflect.TypeOf(c.Zero).String() }

// fit fits and expects a model.
func (c *Case[D, T, M]) fit(t TB, f clm.Fitter[D, M], d D) M {
	t.Helper()
	m, err := f.Fit(t.Context(), d)
	if err != nil {
		t.Fatalf("Fit: %v", err)
	}
	if m == nil {
		t.Fatalf("Fit: no model and no error")
	}
	return m
}

// model fits the usual configuration to the usual data.
func (c *Case[D, T, M]) model(t TB) M {
	t.Helper()
	return c.fit(t, c.With(1, 1), c.Data(1))
}

// bytes returns the file of m.
func (c *Case[D, T, M]) bytes(t TB, m M) []byte {
	t.Helper()
	b, err := m.MarshalBinary()
	if err != nil {
		t.Fatalf("MarshalBinary: %v", err)
	}
	return b
}

// answers asks m about d and expects an answer.
func (c *Case[D, T, M]) answers(t TB, m M, d D) []float64 {
	t.Helper()
	a, err := c.ask(m, d)
	if err != nil {
		t.Fatalf("asking: %v", err)
	}
	return a
}

// ask asks m about d.
func (c *Case[D, T, M]) ask(m M, d D) ([]float64, error) {
	if c.Ask != nil {
		return c.Ask(m, d)
	}
	var all []float64
	for _, q := range c.Matrix.Questions {
		a, err := q.fresh(m, c.Matrix.get(d))
		if err != nil {
			return nil, err
		}
		all = append(all, a...)
	}
	return all, nil
}
