package events_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/events"
	"github.com/stretchr/testify/require"
)

func TestCSVInputThatCannotBeRead(t *testing.T) {
	good := "a,b,c,2011-01-01,1,1\n"
	utf16 := "\xff\xfec\x00u\x00s\x00"
	for name, c := range map[string]struct {
		text, message string
	}{
		"empty":                   {"", "events.CSV.Read: the input is empty"},
		"blank":                   {"\n\r\n\n", "events.CSV.Read: the input is empty"},
		"wrong header":            {"client,item,order,time,quantity,price\n" + good, `events.CSV.Read: line 1, column "customer": no such column; there are "client", "item", "order", "time", "quantity", "price"`},
		"no header":               {good, `events.CSV.Read: line 1, column "customer": no such column; there are "a", "b", "c", "2011-01-01", "1", "1"`},
		"twice":                   {"customer,CUSTOMER,item,order,time,quantity,price\n", `events.CSV.Read: line 1, column "customer": more than one column of that name; there are "customer", "CUSTOMER", "item", "order", "time", "quantity", "price"`},
		"delimiter":               {strings.ReplaceAll(head, ",", ";"), `events.CSV.Read: line 1, column "customer": no such column; there are "customer;item;order;time;quantity;price": that is one column with ';' in it, so Comma must be that`},
		"UTF-16":                  {utf16, "events.CSV.Read: line 1: the input is UTF-16, want UTF-8"},
		"workbook":                {"PK\x03\x04...", "events.CSV.Read: line 1: the input is a zip archive or a workbook of a spreadsheet, want CSV"},
		"quote in header":         {"\n\"customer,item\n", "events.CSV.Read: line 2 value \"\\\"customer,item\\n\": the header cannot be read: quote without its end"},
		"long header":             {strings.Repeat("x", 2<<20), "events.CSV.Read: line 1 value \"" + strings.Repeat("x", 40) + "\": the header cannot be read: longer than 1 MiB"},
		"dates of another format": {head + strings.Repeat("a,b,c,01.02.2011,1,1\n", 3) + good, `events.CSV.Read: line 2, column "time" value "01.02.2011": time that cannot be read; 3 of 4 rows cannot be read, want a share of at least 0.5 that can (Policy.MinKept); the layouts are "2006-01-02 15:04:05", `},
		"decimal commas":          {head + "a,b,c,2011-01-01,1,\"1,50\"\n", `events.CSV.Read: line 2, column "price" value "1,50": price that is no number; 1 of 1 rows cannot be read, want a share of at least 0.5 that can (Policy.MinKept); numbers such as 12,50 need DecimalComma`},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := read(t, shop(), c.text)
			require.ErrorIs(t, err, clm.ErrRow)
			require.ErrorContains(t, err, c.message)
		})
	}
	_, _, err := read(t, shop(), strings.Repeat(",", 20_000)+"\n")
	require.ErrorIs(t, err, clm.ErrLimit)
	require.ErrorContains(t, err, "events.CSV.Read: more than 16384 columns")
}

func TestCSVRowsThatCannotBeRead(t *testing.T) {
	good := "a,b,c,2011-01-01,1,1\n"
	long := strings.Repeat("x", 10<<20)
	for name, c := range map[string]struct {
		rows string
		want map[events.Reason][]events.Sample
		kept int
	}{
		"fields":                             {"a,b\n" + good + ",,,,,,\n" + good, map[events.Reason][]events.Sample{events.WrongFields: {{Line: 2, Value: "a,b"}, {Line: 4, Value: ",,,,,,"}}}, 2},
		"NUL":                                {good + "a\x00,b,c,2011-01-01,1,1\n" + good, map[events.Reason][]events.Sample{events.NulByte: {{Line: 3, Value: "a\x00,b,c,2011-01-01,1,1"}}}, 2},
		"10 MB line":                         {good + long + "\n" + good, map[events.Reason][]events.Sample{events.TooLong: {{Line: 3, Value: long[:40]}}}, 2},
		"10 MB at end":                       {good + long, map[events.Reason][]events.Sample{events.TooLong: {{Line: 3, Value: long[:40]}}}, 1},
		"10 MB quoted":                       {good + "\"" + long + "\"\n" + good, map[events.Reason][]events.Sample{events.TooLong: {{Line: 3, Value: `"` + long[:39]}}}, 2},
		"quote that never ends":              {good + "a,\"b\n" + good + good, map[events.Reason][]events.Sample{events.BadQuotes: {{Line: 3, Value: `a,"b`}}}, 3},
		"quote that never ends in much text": {"a,\"b\n" + strings.Repeat(good, 100_000), map[events.Reason][]events.Sample{events.BadQuotes: {{Line: 2, Value: `a,"b`}}}, 100_000},
		"quote that ends inside":             {"a,\"b\"x,c,2011-01-01,1,1\n" + good, map[events.Reason][]events.Sample{events.BadQuotes: {{Line: 2, Value: `a,"b"x,c,2011-01-01,1,1`}}}, 1},
		"dates of two formats":               {good + "a,b,c,01/02/2011,1,1\n", map[events.Reason][]events.Sample{events.BadTime: {{Line: 3, Column: "time", Value: "01/02/2011"}}}, 1},
		"decimal comma":                      {good + "a,b,c,2011-01-01,\"1,5\",1\n", map[events.Reason][]events.Sample{events.BadQuantity: {{Line: 3, Column: "quantity", Value: "1,5"}}}, 1},
		"amount that overflows":              {good + "a,b,c,2011-01-01,999999999999,999999999999\n", map[events.Reason][]events.Sample{events.TooMuch: {{Line: 3, Column: "price", Value: "999999999999"}}}, 1},
		"years":                              {good + "a,b,c,0000-01-01,1,1\na,b,c,0001-01-01,1,1\n" + good, map[events.Reason][]events.Sample{events.BadTime: {{Line: 3, Column: "time", Value: "0000-01-01"}, {Line: 4, Column: "time", Value: "0001-01-01"}}}, 2},
		"binary":                             {good + good + good + "\x00\x01\xff\"\n\x80\xfe,\n", map[events.Reason][]events.Sample{events.NulByte: {{Line: 5, Value: "\x00\x01\xff\""}}, events.WrongFields: {{Line: 6, Value: "\x80\xfe,"}}}, 3},
	} {
		t.Run(name, func(t *testing.T) {
			l, cleaning, err := read(t, shop(), head+c.rows)
			require.NoError(t, err)
			require.Equal(t, c.kept, l.Len())
			got := map[events.Reason][]events.Sample{}
			for _, f := range cleaning.Findings {
				got[f.Reason] = f.First
			}
			require.Equal(t, c.want, got)
		})
	}
}

func TestCSVDiscountsAndRatingsThatCannotBeRead(t *testing.T) {
	c := events.CSV{Time: "t", Price: "p", Discount: "d", Rating: "r", Policy: events.Policy{MinKept: -1}}
	_, cleaning, err := read(t, c, "t,p,d,r\n2011-01-01,1,-1,\n2011-01-01,1,2,\n2011-01-01,1,x,\n2011-01-01,1,1,x\n2011-01-01,1,999999999999999999,\n2011-01-01,1,0.001,-1.5\n")
	require.NoError(t, err)
	require.Equal(t, 3, cleaning.Dropped(events.BadDiscount))
	require.Equal(t, 1, cleaning.Dropped(events.BadRating))
	require.Equal(t, 1, cleaning.Dropped(events.TooMuch))
	require.Equal(t, 1, cleaning.Found(events.Rounded))
}

func TestCSVTruncatedGzip(t *testing.T) {
	var text strings.Builder
	text.WriteString(head)
	for i := range 50_000 {
		fmt.Fprintf(&text, "c%d,b,c,2011-01-01,1,%d\n", i*7919%50_000, i)
	}
	z := zip(t, text.String())
	for _, n := range []int{2, 5, 12, 100, len(z) / 2, len(z) - 1} {
		l, c, err := shop().Read(context.Background(), bytes.NewReader(z[:n]))
		require.Nil(t, l)
		require.ErrorIs(t, err, io.ErrUnexpectedEOF, "%d bytes", n)
		require.ErrorContains(t, err, "events.CSV.Read: reading line ")
		if n == len(z)/2 {
			require.Greater(t, c.Read, 1000)
		}
	}
	z[len(z)-6]++
	_, _, err := shop().Read(context.Background(), bytes.NewReader(z))
	require.ErrorIs(t, err, gzip.ErrChecksum)
	_, _, err = shop().Read(context.Background(), strings.NewReader("\x1f\x8bxyz12345"))
	require.ErrorIs(t, err, gzip.ErrHeader)
}

func TestCSVMinKept(t *testing.T) {
	text := "t,c\n2011-01-01,\n2011-01-01,\nx,a\n"
	for min, ok := range map[float64]bool{0: true, 0.66: true, 0.67: false, 1: false, -1: true} {
		_, c, err := read(t, events.CSV{Time: "t", Customer: "c", Policy: events.Policy{MinKept: min, NoCustomer: events.Drop}}, text)
		require.Equal(t, ok, err == nil, "MinKept %v: %v", min, err)
		require.Equal(t, 3, c.Read)
	}
}

// A million different ids, none of them of use, and rows of all sizes: memory is
// that of the ids.
func TestCSVJunkIDs(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 100 MB")
	}
	n := 0
	line := make([]byte, 0, 200)
	junk := readerFunc(func(p []byte) (int, error) {
		if n == 1_000_000 {
			return 0, io.EOF
		}
		if n++; n == 1 {
			return copy(p, head), nil
		}
		line = fmt.Appendf(line[:0], "\x80%d,\xff%d,%d,2011-01-01,1,1\n", n, n, n)
		return copy(p, line), nil
	})
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	l, _, err := shop().Read(context.Background(), junk)
	require.NoError(t, err)
	require.Equal(t, 999_999, l.Len())
	runtime.ReadMemStats(&after)
	t.Logf("%d MiB", (after.Sys-before.Sys)>>20)
	require.Less(t, (after.Sys-before.Sys)>>20, uint64(600), "MiB for a million rows with three new ids each")
}

func TestCleaningPrints(t *testing.T) {
	_, c, err := read(t, events.CSV{Customer: "c", Time: "t", Amount: "a"}, "c,t,a\n"+strings.Repeat("k,2011-01-01,1\n", 1200)+",2011-01-01,0.005\nk,never,1\n"+strings.Repeat("k,2011-01-01,-1\n", 7))
	require.NoError(t, err)
	want := ` 1,209  rows read
    −1  time that cannot be read: line 1,203 "never"
 1,208  rows kept
     1  of them: no customer: line 1,202
     7  of them: negative quantity: line 1,204 "-1", 1,205 "-1", 1,206 "-1", 1,207 "-1", 1,208 "-1", ...
     1  of them: amount rounded to a whole minor unit: line 1,202 "0.005"
`
	require.Equal(t, want, fmt.Sprintf("%v", c))
	require.Equal(t, want, fmt.Sprint(*c))
	require.Equal(t, 7, c.Found(events.Negative))
	require.Zero(t, c.Dropped(events.Negative))
	require.Equal(t, " 0  rows read\n 0  rows kept\n", (&events.Cleaning{}).String())
}
