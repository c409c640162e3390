package events_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/events"
	"github.com/stretchr/testify/require"
)

// shop maps the columns of most texts here.
func shop() events.CSV {
	return events.CSV{Customer: "customer", Item: "item", Order: "order", Time: "time", Quantity: "quantity", Price: "price"}
}

const head = "customer,item,order,time,quantity,price\n"

func TestCSVValues(t *testing.T) {
	for name, c := range map[string]struct {
		csv  events.CSV
		text string
		want []string
	}{
		"quotes, CRLF, byte order mark, blank lines, no line end at the end": {
			shop(), "\xef\xbb\xbf Customer , ITEM,order,time,quantity,price\r\n\r\na,\"x, \"\"y\"\"\r\nz\",1,2011-01-01 10:00:00,2,0.5\r\n\n\"b\",5\" plate,2,2011-01-02 10:00:00,1,1\r",
			[]string{"a|x, \"y\"\r\nz|1|2011-01-01 10:00:00 +0000|purchase|2|100", "b|5\" plate|2|2011-01-02 10:00:00 +0000|purchase|1|100"},
		},
		"semicolons and decimal commas": {
			events.CSV{Customer: "customer", Time: "time", Quantity: "quantity", Price: "price", Comma: ';', DecimalComma: true},
			"customer;time;quantity;price\na;2011-01-01;1,5;2,50\n", []string{"a|||2011-01-01 00:00:00 +0000|purchase|1.5|375"},
		},
		"tabs": {
			events.CSV{Customer: "c", Time: "t", Amount: "a", Comma: '\t'}, "c\tt\ta\n\"k\"\t2011-01-01\t7\n", []string{"k|||2011-01-01 00:00:00 +0000|purchase|1|700"},
		},
		"runs of blanks": {
			events.CSV{Customer: "id", Time: "date", Quantity: "n", Amount: "v", Comma: ' '},
			" id  date n    v\r\n 00001 19970101  1   11.77\r\n   \r\n00002\t19970112 5 77.00 ", []string{
				"00001|||1997-01-01 00:00:00 +0000|purchase|1|1177", "00002|||1997-01-12 00:00:00 +0000|purchase|5|7700"},
		},
		"no header": {
			events.CSV{Customer: "user", Item: "film", Time: "at", Rating: "stars", Header: []string{"user", "film", "stars", "at"}, Comma: '\t', Layouts: []string{"unix"}},
			"196\t242\t3\t881250949\n", []string{"196|242||1997-12-04 15:55:49 +0000|purchase|1|0"},
		},
		"amount after discount": {
			events.CSV{Time: "t", Amount: "a", Discount: "d"}, "t,a,d\n2011-01-01,9.00,1.00\n", []string{"|||2011-01-01 00:00:00 +0000|purchase|1|900"},
		},
		"discount off the price": {
			events.CSV{Time: "t", Quantity: "q", Price: "p", Discount: "d"}, "t,q,p,d\n2011-01-01,2,5.00,1.00\n", []string{"|||2011-01-01 00:00:00 +0000|purchase|2|900"},
		},
		"a negative amount is a refund": {
			events.CSV{Time: "t", Amount: "a"}, "t,a\n2011-01-01,-9.00\n", []string{"|||2011-01-01 00:00:00 +0000|refund|1|900"},
		},
		"a negative quantity in a cancelling order is one refund": {
			events.CSV{Time: "t", Order: "o", Quantity: "q", Price: "p", Policy: events.Policy{CancelPrefix: "C"}},
			"t,o,q,p\n2011-01-01,C1,-2,3\n", []string{"||C1|2011-01-01 00:00:00 +0000|refund|2|600"},
		},
		"kinds": {
			events.CSV{Time: "t", Kind: "k", Quantity: "q", Price: "p", Policy: events.Policy{MinKept: -1, CancelPrefix: "C"}},
			"t,k,q,p\n2011-01-01,View,,\n2011-01-02,cart,2,\n2011-01-03,,1,1\n2011-01-04,REFUND,-1,1\n2011-01-05,,,1\n2011-01-06,view,-1,1\n2011-01-07,sold,1,1\n", []string{
				"|||2011-01-01 00:00:00 +0000|view|1|0", "|||2011-01-02 00:00:00 +0000|cart|2|0", "|||2011-01-03 00:00:00 +0000|purchase|1|100", "|||2011-01-04 00:00:00 +0000|refund|1|100"},
		},
		"yen": {
			events.CSV{Time: "t", Amount: "a", MinorPerUnit: 1, Currency: "JPY"}, "t,a\n2011-01-01,1000.5\n", []string{"|||2011-01-01 00:00:00 +0000|purchase|1|1001"},
		},
		"dinars": {
			events.CSV{Time: "t", Amount: "a", MinorPerUnit: 1000, Currency: "KWD"}, "t,a\n2011-01-01,1.2345\n", []string{"|||2011-01-01 00:00:00 +0000|purchase|1|1235"},
		},
		"ids stay as they are": {
			events.CSV{Customer: "c", Time: "t"}, "c,t\n 17850.0,2011-01-01\n\xff\xfe,2011-01-02\n", []string{" 17850.0|||2011-01-01 00:00:00 +0000|purchase|1|0", "\xff\xfe|||2011-01-02 00:00:00 +0000|purchase|1|0"},
		},
		"ids lose .0": {
			events.CSV{Customer: "c", Item: "i", Time: "t", TrimPointZero: true}, "c,i,t\n17850.0,1.00,2011-01-01\n", []string{"17850|1.00||2011-01-01 00:00:00 +0000|purchase|1|0"},
		},
		"local times": {
			events.CSV{Time: "t", Location: "Europe/London"}, "t\n2011-07-01 10:00\n2011-12-01 10:00\n2011-07-01T10:00:00Z\n", []string{
				"|||2011-07-01 10:00:00 +0100|purchase|1|0", "|||2011-07-01 11:00:00 +0100|purchase|1|0", "|||2011-12-01 10:00:00 +0000|purchase|1|0"},
		},
		"only a header": {shop(), head, nil},
	} {
		t.Run(name, func(t *testing.T) {
			l, _, err := read(t, c.csv, c.text)
			require.NoError(t, err)
			for i := range c.want {
				c.want[i] = strings.TrimSpace(c.want[i])
			}
			require.Equal(t, c.want, list(l))

			// The same in pieces, and compressed in two members.
			pieces, _, err := c.csv.Read(context.Background(), iotest.OneByteReader(strings.NewReader(c.text)))
			require.NoError(t, err)
			require.Equal(t, fileOf(t, l), fileOf(t, pieces))
			cut := len(c.text) / 2
			z, _, err := c.csv.Read(context.Background(), io.MultiReader(bytes.NewReader(zip(t, c.text[:cut])), bytes.NewReader(zip(t, c.text[cut:]))))
			require.NoError(t, err)
			require.Equal(t, fileOf(t, l), fileOf(t, z))
		})
	}
}

func zip(t *testing.T, text string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := io.WriteString(z, text)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return b.Bytes()
}

func TestCSVLongTextInAnyBlocks(t *testing.T) {
	// Rows of all lengths, so that blocks end everywhere in a row, also in quotes.
	r := rand.New(rand.NewPCG(1, 1))
	var b strings.Builder
	b.WriteString("customer,text,time\n")
	lines, want := 1, 0
	for b.Len() < 3<<20 {
		text := strings.Repeat("ab\n\"\"", r.IntN(40))
		if r.IntN(300) == 0 {
			text = strings.Repeat("long \"\" text\n", r.IntN(60_000/13))
		}
		fmt.Fprintf(&b, "c%d,\"%s\",2011-01-01\r\n", want, text)
		lines += 1 + strings.Count(text, "\n")
		want++
	}
	b.WriteString("bad,\"\",x\n")
	l, c, err := read(t, events.CSV{Customer: "customer", Time: "time", Keep: []string{"text"}}, b.String())
	require.NoError(t, err)
	require.Equal(t, want, l.Len())
	require.Equal(t, []events.Finding{{Reason: events.BadTime, Dropped: true, Count: 1, First: []events.Sample{{Line: lines + 1, Column: "time", Value: "x"}}}}, c.Findings)
	half, _, err := events.CSV{Customer: "customer", Time: "time", Keep: []string{"text"}}.Read(context.Background(), iotest.HalfReader(strings.NewReader(b.String())))
	require.NoError(t, err)
	require.Equal(t, fileOf(t, l), fileOf(t, half))
}

func TestCSVDuplicatesAreComparedAsWritten(t *testing.T) {
	c := events.CSV{Customer: "c", Time: "t", Quantity: "q", Price: "p", TrimPointZero: true, Policy: events.Policy{Duplicates: events.Drop}}
	rows := []string{
		"1,2011-01-01 10:00:00,2,0.5,x", "1.0,2011-01-01 10:00:00,2,0.5,x", "1,2011-01-01 10:00,2,0.5,x", "1,2011-01-01T10:00:00Z,2,0.5,x",
		"1,2011-01-01 10:00:00,2.0,0.5,x", "1,2011-01-01 10:00:00,02,0.5,x", "1,2011-01-01 10:00:00,1,1,x", "1,2011-01-01 10:00:00,2,0.50,x",
		"1,2011-01-01 10:00:00,2,.5,x", "1,2011-01-01 10:00:00,2,0.5,y", "1,2011-01-01 10:00:00,2,0.5,",
	}
	l, cleaning, err := read(t, c, "c,t,q,p,note\n"+strings.Join(rows, "\n")+"\n")
	require.NoError(t, err)
	require.Equal(t, len(rows), l.Len(), "each is written differently: %v", cleaning)
	_, cleaning, err = read(t, c, "c,t,q,p,note\n"+strings.Join(rows, "\n")+"\n\"1\",2011-01-01 10:00:00,\"2\",0.5,x\n"+strings.Join(rows, "\r\n"))
	require.NoError(t, err)
	require.Equal(t, len(rows)+1, cleaning.Dropped(events.Duplicate), "quotes are not part of a value")
	require.Equal(t, len(rows)+2, cleaning.Findings[0].First[0].Line)
}

func TestCSVCountsLocalTimes(t *testing.T) {
	l, c, err := read(t, events.CSV{Time: "t", Location: "Europe/London"}, "t\n2011-03-27 01:30\n2011-10-30 01:30\n2011-10-30 03:30\n")
	require.NoError(t, err)
	require.Equal(t, 1, c.Found(events.LocalMissing))
	require.Equal(t, 1, c.Found(events.LocalTwice))
	loc, err := time.LoadLocation("Europe/London")
	require.NoError(t, err)
	require.True(t, time.Date(2011, 3, 27, 1, 30, 0, 0, loc).Equal(l.At(0).Time))
	require.True(t, time.Date(2011, 10, 30, 1, 30, 0, 0, loc).Equal(l.At(1).Time))
}

func TestCSVKeepsColumns(t *testing.T) {
	l, _, err := read(t, events.CSV{Customer: "c", Item: "i", Time: "t", Keep: []string{"Name", "Country", "i"}},
		"c,i,t,name,country\na,1,2011-01-01,cup,France\na,1,2011-01-02,mug,\nb,2,2011-01-03,,Spain\n")
	require.NoError(t, err)
	names, ok := l.ItemAttribute("Name")
	require.True(t, ok)
	require.Equal(t, []string{"mug", ""}, names)
	countries, ok := l.CustomerAttribute("Country")
	require.True(t, ok)
	require.Equal(t, []string{"France", "Spain"}, countries)
}

func TestCSVDropsItems(t *testing.T) {
	asked := map[string]int{}
	c := events.CSV{Item: "i", Time: "t", Policy: events.Policy{DropItems: []string{"POST"}, DropItem: func(item string) bool { asked[item]++; return strings.HasPrefix(item, "TEST") }}}
	l, cleaning, err := read(t, c, "i,t\nPOST,2011-01-01\nTEST1,2011-01-01\nx,2011-01-01\nx,2011-01-02\nTEST1,2011-01-01\n,2011-01-01\n")
	require.NoError(t, err)
	require.Equal(t, 3, l.Len())
	require.Equal(t, 3, cleaning.Dropped(events.DroppedItem))
	require.Equal(t, map[string]int{"TEST1": 1, "x": 1}, asked)
}

func TestCSVProgress(t *testing.T) {
	text := head + strings.Repeat("a,b,c,2011-01-01,1,1\n", 100_000)
	for name, c := range map[string]struct {
		r     io.Reader
		total int
	}{
		"known":   {strings.NewReader(text), len(text)},
		"unknown": {io.MultiReader(strings.NewReader(text)), 0},
	} {
		var calls [][2]int
		s := shop()
		s.Progress = func(done, total int) { calls = append(calls, [2]int{done, total}) }
		_, _, err := s.Read(context.Background(), c.r)
		require.NoError(t, err)
		require.Greater(t, len(calls), 10, name)
		for i, call := range calls[:len(calls)-1] {
			require.Equal(t, c.total, call[1], name)
			require.True(t, i == 0 || calls[i-1][0] <= call[0], name)
		}
		require.Equal(t, [2]int{len(text), len(text)}, calls[len(calls)-1], name)
	}
	f, err := os.CreateTemp(t.TempDir(), "")
	require.NoError(t, err)
	defer f.Close()
	f.WriteString("skip" + head)
	f.Seek(4, io.SeekStart)
	s := shop()
	total := 0
	s.Progress = func(_, n int) { total = n }
	_, _, err = s.Read(context.Background(), f)
	require.NoError(t, err)
	require.Equal(t, len(head), total)
}

func TestCSVStops(t *testing.T) {
	before := runtime.NumGoroutine()
	why := errors.New("why")
	text := head + strings.Repeat("a,b,c,2011-01-01,1,1\n", 100_000)
	ctx, cancel := context.WithCancelCause(context.Background())
	s := shop()
	s.Progress = func(done, _ int) {
		if done > 300_000 {
			cancel(why)
		}
	}
	l, c, err := s.Read(ctx, strings.NewReader(text))
	require.Nil(t, l)
	require.ErrorIs(t, err, why)
	require.Greater(t, c.Read, 0)
	require.Less(t, c.Read, 100_000)

	boom := errors.New("boom")
	l, c, err = shop().Read(context.Background(), io.MultiReader(strings.NewReader(text), iotest.ErrReader(boom)))
	require.Nil(t, l)
	require.ErrorIs(t, err, boom)
	require.ErrorContains(t, err, "events.CSV.Read: reading line 100002: boom")
	require.Equal(t, 100_000, c.Read)

	require.PanicsWithValue(t, "reader", func() { shop().Read(context.Background(), readerFunc(func([]byte) (int, error) { panic("reader") })) })
	s = shop()
	s.Policy.DropItem = func(string) bool { panic("policy") }
	require.PanicsWithValue(t, "policy", func() { s.Read(context.Background(), strings.NewReader(text)) })
	_, _, err = shop().Read(context.Background(), readerFunc(func([]byte) (int, error) { return 0, nil }))
	require.ErrorIs(t, err, io.ErrNoProgress)
	for i := 0; runtime.NumGoroutine() > before; i++ {
		require.Less(t, i, 1000, "a goroutine is left")
		time.Sleep(time.Millisecond)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestCSVSameForAnyProcs(t *testing.T) {
	text := head + strings.Repeat("a,b,c,2011-01-01,1,1\nb,c,d,2011-01-02,2,0.001\n", 20_000)
	l, c, err := read(t, shop(), text)
	require.NoError(t, err)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for _, n := range []int{1, 3} {
		runtime.GOMAXPROCS(n)
		again, d, err := read(t, shop(), text)
		require.NoError(t, err)
		require.Equal(t, fileOf(t, l), fileOf(t, again))
		require.Equal(t, c, d)
	}
}

// Configurations can be written as JSON and read back.
func TestReadersSurviveJSON(t *testing.T) {
	filled := func(v any) any {
		fill(reflect.ValueOf(v).Elem())
		return v
	}
	for _, c := range []any{filled(new(events.CSV)), filled(new(events.Rows)), filled(new(events.Stream)), filled(new(events.Policy))} {
		b, err := json.Marshal(c)
		require.NoError(t, err)
		back := reflect.New(reflect.TypeOf(c).Elem())
		d := json.NewDecoder(bytes.NewReader(b))
		d.DisallowUnknownFields()
		require.NoError(t, d.Decode(back.Interface()))
		require.Equal(t, c, back.Interface())
	}
}

// fill gives each field a value that is not zero, but for functions.
func fill(v reflect.Value) {
	for i := range v.NumField() {
		switch f := v.Field(i); f.Interface().(type) {
		case time.Time:
			f.Set(reflect.ValueOf(time.Date(2011, 12, 10, 0, 0, 0, 0, time.UTC)))
		default:
			switch f.Kind() {
			case reflect.String:
				f.SetString("s" + fmt.Sprint(i))
			case reflect.Bool:
				f.SetBool(true)
			case reflect.Int, reflect.Int32:
				f.SetInt(int64(i) + 1)
			case reflect.Float64:
				f.SetFloat(0.25)
			case reflect.Slice:
				f.Set(reflect.ValueOf([]string{"a", "b"}))
			case reflect.Struct:
				fill(f)
			}
		}
	}
}

func TestReadersRefuseConfigurations(t *testing.T) {
	with := func(change func(*events.CSV)) events.CSV {
		c := shop()
		change(&c)
		return c
	}
	for field, c := range map[string]events.CSV{
		"Time":                 with(func(c *events.CSV) { c.Time = "" }),
		"Amount":               with(func(c *events.CSV) { c.Amount = "amount" }),
		"Order":                with(func(c *events.CSV) { c.Order = " ITEM" }),
		"Item":                 with(func(c *events.CSV) { c.Item = " " }),
		"Keep":                 with(func(c *events.CSV) { c.Keep = []string{"a", "A "} }),
		"Comma":                with(func(c *events.CSV) { c.Comma = '"' }),
		"Layouts":              with(func(c *events.CSV) { c.Layouts = []string{"15:04"} }),
		"Location":             with(func(c *events.CSV) { c.Location = "Nowhere" }),
		"Until":                with(func(c *events.CSV) { c.Until = time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC) }),
		"MinorPerUnit":         with(func(c *events.CSV) { c.MinorPerUnit = 60 }),
		"Policy.NoCustomer":    with(func(c *events.CSV) { c.Policy.NoCustomer = events.AsRefund }),
		"Policy.Duplicates":    with(func(c *events.CSV) { c.Policy.Duplicates = "yes" }),
		"Policy.Negative":      with(func(c *events.CSV) { c.Policy.Negative = events.Keep }),
		"Policy.Cancelled":     with(func(c *events.CSV) { c.Policy.Cancelled = events.Keep }),
		"Policy.ZeroPrice":     with(func(c *events.CSV) { c.Policy.ZeroPrice = events.AsRefund }),
		"Policy.NegativePrice": with(func(c *events.CSV) { c.Policy.NegativePrice = events.Keep }),
		"Policy.MinKept":       with(func(c *events.CSV) { c.Policy.MinKept = 1.5 }),
	} {
		_, _, err := read(t, c, head)
		var config *clm.ConfigError
		require.ErrorAs(t, err, &config, field)
		require.Equal(t, field, config.Field)
		require.Equal(t, "events.CSV", config.Type)
	}
	for _, comma := range []rune{'a', '7', '\n', 'é', 0x7f} {
		_, _, err := read(t, with(func(c *events.CSV) { c.Comma = comma }), head)
		require.ErrorIs(t, err, clm.ErrConfig, "%q", comma)
	}
}

func TestCSVUntil(t *testing.T) {
	c := shop()
	c.Until = time.Date(2011, 12, 10, 0, 0, 0, 0, time.UTC)
	l, _, err := read(t, c, head+"a,b,c,2011-12-09 23:00,1,1\n")
	require.NoError(t, err)
	require.True(t, c.Until.Equal(l.Until()))
	_, _, err = read(t, c, head+"a,b,c,2011-12-11,1,1\n")
	require.ErrorIs(t, err, clm.ErrValue)
}

// short says that it is shorter than it is, like a file that grows while it is
// read.
type short struct{ io.Reader }

func (short) Len() int { return 10 }

func TestProgressOfAnInputThatGrows(t *testing.T) {
	text := "time\n" + strings.Repeat("2024-05-01\n", 100_000)
	last := 0
	_, _, err := events.CSV{Time: "time", Progress: func(done, total int) {
		require.LessOrEqual(t, last, done)
		require.LessOrEqual(t, done, total)
		last = done
	}}.Read(t.Context(), short{strings.NewReader(text)})
	require.NoError(t, err)
	require.Equal(t, len(text), last)
}

// A long list of items to leave out is looked up and not walked.
func TestManyItemsToLeaveOut(t *testing.T) {
	const n = 100_000
	var text strings.Builder
	text.WriteString("item,time\n")
	var leave []string
	for i := range n {
		fmt.Fprintf(&text, "%07d,2024-05-01\n", i)
		leave = append(leave, fmt.Sprintf("%07d", 2*i+1))
	}
	start := time.Now()
	l, cleaning, err := events.CSV{Item: "item", Time: "time", Policy: events.Policy{DropItems: leave}}.Read(t.Context(), strings.NewReader(text.String()))
	require.NoError(t, err)
	require.Equal(t, n/2, cleaning.Dropped(events.DroppedItem))
	require.Equal(t, n/2, l.Len())
	require.Less(t, time.Since(start), 5*time.Second, "it takes a tenth of a second")
}
