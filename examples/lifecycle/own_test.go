package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// ownOrders writes a file with n customers, who order more often and for
// more the higher their number is.
func ownOrders(t *testing.T, n int) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("client,day,total\n")
	start := time.Date(2024, 1, 5, 0, 0, 0, 0, time.UTC)
	for c := range n {
		for k := range 1 + c%7 {
			fmt.Fprintf(&b, "client %03d,%s,%d.50\n", c, start.AddDate(0, 0, 3*c%50+20*k).Format(time.DateOnly), 10+c+k)
		}
	}
	return write(t, b.String())
}

func write(t *testing.T, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "orders.csv")
	require.NoError(t, os.WriteFile(file, []byte(content), 0o644))
	return file
}

const ownMap = "customer=client,time=day,amount=total"

func TestOwnOrders(t *testing.T) {
	folder, out, err := runHere(t, "-in", ownOrders(t, 60), "-map", ownMap, "-currency", "EUR")
	require.NoError(t, err)
	require.Contains(t, out, "60 customers placed")
	require.Contains(t, out, "€")
	report, err := os.ReadFile(filepath.Join(folder, "report.html"))
	require.NoError(t, err)
	require.Contains(t, string(report), "orders.csv")
	require.NotContains(t, string(report), "CC BY")
	require.Len(t, readCSV(t, filepath.Join(folder, "customers.csv")), 61)
}

// Spreadsheets in much of Europe write semicolons, decimal commas and days
// first, and a byte order mark before all.
func TestOwnOrdersOfASpreadsheet(t *testing.T) {
	var b strings.Builder
	b.WriteString("\ufeffKunde;Datum;Summe\r\n")
	for c := range 40 {
		fmt.Fprintf(&b, "%d;%02d.03.2024;%d,50\r\n", c, 13+c%15, 5+c)
	}
	_, out, err := runHere(t, "-in", write(t, b.String()), "-map", "customer=Kunde,time=Datum,amount=Summe",
		"-comma", ";", "-decimalcomma", "-layout", "02.01.2006", "-currency", "EUR")
	require.NoError(t, err)
	require.Contains(t, out, "40 customers placed 40 orders worth €1,000")
	require.Contains(t, out, "13 March 2024 to 27 March 2024")
}

// What is wrong with a folder is not its columns.
func TestHintOnlyWhereItHelps(t *testing.T) {
	_, _, err := runHere(t, "-in", t.TempDir(), "-map", ownMap)
	require.Error(t, err)
	require.NotContains(t, err.Error(), "-map")
	_, _, err = runHere(t, "-fast")
	require.ErrorContains(t, err, "-h lists the flags")
}

// An order id that begins with C is a cancellation in the built-in orders
// only.
func TestOwnOrdersMayBeginWithAnyLetter(t *testing.T) {
	var b strings.Builder
	b.WriteString("client,day,total,order\n")
	for c := range 40 {
		fmt.Fprintf(&b, "%d,2024-03-%02d,%d,C%d\n", c, 1+c%28, 5+c*c, c)
	}
	_, out, err := runHere(t, "-in", write(t, b.String()), "-map", ownMap+",order=order")
	require.NoError(t, err)
	require.Contains(t, out, "40 customers placed 40 orders")
}

func TestWrongInput(t *testing.T) {
	own := ownOrders(t, 60)
	var same strings.Builder
	same.WriteString("client,day,total,n\n")
	for c := range 30 {
		fmt.Fprintf(&same, "%d,2024-01-01,10,%d\n", c, c)
	}
	var worthless strings.Builder
	worthless.WriteString("client,day,total\n")
	for c := range 30 {
		fmt.Fprintf(&worthless, "%d,2024-01-%02d,0.001\n", c, 1+c%28)
	}
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"unknown flag":           {[]string{"-fast"}, "-fast"},
		"argument":               {[]string{"orders.csv"}, `unexpected argument "orders.csv"`},
		"date":                   {[]string{"-asof", "10.12.2011"}, `-asof is "10.12.2011"`},
		"currency":               {[]string{"-currency", "<b>"}, `-currency is "<b>"`},
		"no file":                {[]string{"-in", "nowhere.csv"}, "nowhere.csv"},
		"a folder":               {[]string{"-in", t.TempDir(), "-map", ownMap}, "directory"},
		"column not there":       {[]string{"-in", own, "-map", "customer=klient,time=day,amount=total"}, `"klient"`},
		"mapping of the example": {[]string{"-in", own}, "CustomerID"},
		"not a mapping":          {[]string{"-in", own, "-map", "customer"}, "meaning=column"},
		"unknown meaning":        {[]string{"-in", own, "-map", "who=client"}, `"who" is unknown`},
		"meaning twice":          {[]string{"-in", own, "-map", "customer=client,customer=day"}, "customer is given twice"},
		"no time":                {[]string{"-in", own, "-map", "customer=client,amount=total"}, "time=COLUMN is missing"},
		"no money":               {[]string{"-in", own, "-map", "customer=client,time=day"}, "amount=COLUMN is missing"},
		"wrong columns":          {[]string{"-in", own, "-map", "customer=total,time=client,amount=day"}, "time"},
		"empty file":             {[]string{"-in", write(t, ""), "-map", ownMap}, "orders.csv"},
		"header only":            {[]string{"-in", write(t, "client,day,total\n"), "-map", ownMap}, "no order"},
		"semicolons":             {[]string{"-in", write(t, "client;day;total\na;2024-01-01;1\n"), "-map", ownMap}, "-comma"},
		"two commas":             {[]string{"-in", own, "-map", ownMap, "-comma", ";;"}, `-comma is ";;"`},
		"layout of nothing":      {[]string{"-in", own, "-map", ownMap, "-layout", "dd.mm.yyyy"}, "dd.mm.yyyy"},
		"layout without a file":  {[]string{"-layout", "02.01.2006"}, "-in"},
		"one order":              {[]string{"-in", ownOrders(t, 1), "-map", ownMap}, "only 1 customer ordered"},
		"three customers":        {[]string{"-in", ownOrders(t, 3), "-map", ownMap}, "only 3 customers ordered"},
		"nobody that early":      {[]string{"-in", own, "-map", ownMap, "-asof", "1999-01-01"}, "no customer ordered"},
		"worth nothing":          {[]string{"-in", write(t, worthless.String()), "-map", ownMap}, "worth nothing"},
		"everybody alike":        {[]string{"-in", write(t, same.String()), "-map", ownMap}, "too much alike"},
	} {
		t.Run(name, func(t *testing.T) {
			folder, _, err := runHere(t, c.args...)
			require.ErrorContains(t, err, c.want)
			require.NoDirExists(t, folder)
		})
	}
}

func TestFewKindsOfCustomers(t *testing.T) {
	// Four kinds of customers: only 3 groups can be tried, 4 would be one each.
	var b strings.Builder
	b.WriteString("client,day,total\n")
	for c := range 40 {
		fmt.Fprintf(&b, "%d,2024-01-%02d,%d\n", c, 1+c%4, 10*(1+c%4))
	}
	_, out, err := runHere(t, "-in", write(t, b.String()), "-map", ownMap)
	require.NoError(t, err)
	require.Contains(t, out, "40 customers placed 40 orders")
}

// Orders of eighty years, or one with a wrong year, do not make a report that
// no browser can show.
func TestManyYears(t *testing.T) {
	var b strings.Builder
	b.WriteString("client,day,total\n")
	for c := range 60 {
		fmt.Fprintf(&b, "%d,1945-05-%02d,%d\n%d,2024-06-%02d,%d\n", c, 1+c%28, 10+c, c%7, 1+c%9, 5+c)
	}
	folder, _, err := runHere(t, "-in", write(t, b.String()), "-map", ownMap)
	require.NoError(t, err)
	report, err := os.ReadFile(filepath.Join(folder, "report.html"))
	require.NoError(t, err)
	require.Less(t, len(report), 200_000)
	require.Contains(t, string(report), "from before July 2021 are not shown")
	require.Contains(t, string(report), "from July 2019 to June 2024")
}

func TestHelp(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), []string{"-h"}, &out, &bytes.Buffer{}))
	for _, flag := range []string{"-in", "-map", "-asof", "-out", "-seed", "-currency", "-comma", "-layout"} {
		require.Contains(t, out.String(), flag+" ")
	}
	require.Contains(t, out.String(), "-decimalcomma\n")
}

func TestOutThatIsAFile(t *testing.T) {
	var b bytes.Buffer
	file := write(t, "")
	require.Error(t, run(t.Context(), []string{"-out", file, "-in", ownOrders(t, 60), "-map", ownMap}, &b, &b))
}
