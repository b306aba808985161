package channels_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"zhulian/channels"
)

// seen is one request as a receiver got it.
type seen struct {
	Method string
	URL    *url.URL
	Header http.Header
	Body   string
}

// receiver is a real HTTP server that keeps what it is sent and answers as it is told.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	all    []seen
	status int
	answer string
	cut    bool
}

func receive(t *testing.T, answer string) *receiver {
	t.Helper()
	r := &receiver{status: 200, answer: answer}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, err := io.ReadAll(q.Body)
		assert.NoError(t, err)
		r.mu.Lock()
		defer r.mu.Unlock()
		r.all = append(r.all, seen{q.Method, q.URL, q.Header, string(body)})
		if r.cut {
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(r.status)
		_, _ = io.WriteString(w, r.answer)
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) requests() []seen {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]seen(nil), r.all...)
}

func (r *receiver) only(t *testing.T) seen {
	t.Helper()
	require.Len(t, r.requests(), 1)
	return r.requests()[0]
}

func TestSMSGatewayIsCalledAsItsTemplateSays(t *testing.T) {
	text := channels.Message{ID: "m-1", Text: "引号\" 与&符号\n第二行", At: noon}
	for name, c := range map[string]struct {
		config                    channels.SMSConfig
		method, query, body, kind string
	}{
		"json": {channels.SMSConfig{Body: `{"to":{{json .Phone}},"msg":{{json .Text}},"ref":"{{.ID}}"}`, Headers: []string{"Authorization: Bearer k"}},
			"POST", "", `{"to":"13900139000","msg":"引号\" 与\u0026符号\n第二行","ref":"m-1"}`, "application/json"},
		"form": {channels.SMSConfig{Method: "put", Body: `to={{query .Phone}}&msg={{query .Text}}`, Headers: []string{"Content-Type: text/x"}},
			"PUT", "", "to=13900139000&msg=" + url.QueryEscape(text.Text), "text/x"},
		"query": {channels.SMSConfig{Method: "GET", URL: "?to={{.Phone}}&msg={{query .Text}}"},
			"GET", "to=13900139000&msg=" + url.QueryEscape(text.Text), "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := receive(t, "ok")
			c.config.URL = r.URL + "/send" + c.config.URL
			s, err := channels.NewSMS(c.config)
			require.NoError(t, err)
			require.NoError(t, s.Send(ctx, "13900139000", text))
			got := r.only(t)
			assert.Equal(t, c.method, got.Method)
			assert.Equal(t, "/send", got.URL.Path)
			assert.Equal(t, c.query, got.URL.RawQuery)
			assert.Equal(t, c.body, got.Body)
			assert.Equal(t, c.kind, got.Header.Get("Content-Type"))
			assert.Equal(t, "m-1", got.Header.Get("X-Message-Id"))
			if name == "json" {
				assert.Equal(t, "Bearer k", got.Header.Get("Authorization"))
				assert.True(t, json.Valid([]byte(got.Body)))
			}
		})
	}
}

func TestGatewayIsJudgedByItsAnswer(t *testing.T) {
	for status, want := range map[int]channels.Verdict{429: channels.Again, 503: channels.Again, 500: channels.Unsure, 502: channels.Unsure,
		400: channels.Refused, 401: channels.Refused, 404: channels.Refused, 307: channels.Refused} {
		r := receive(t, "13900139000 is wrong")
		r.status = status
		s, err := channels.NewSMS(channels.SMSConfig{URL: r.URL, Body: "x"})
		require.NoError(t, err)
		f := verdict(t, s.Send(ctx, "13900139000", what))
		assert.Equal(t, want, f.Verdict, status)
		assert.NotContains(t, f.Reason, "139", "nothing of a person is kept")
		r.only(t)
	}
	r := receive(t, "")
	r.cut = true
	s, err := channels.NewSMS(channels.SMSConfig{URL: r.URL, Body: "x"})
	require.NoError(t, err)
	assert.Equal(t, channels.Unsure, verdict(t, s.Send(ctx, "13900139000", what)).Verdict, "asked, and no answer: it may have gone out")
	r.only(t)
	r.Close()
	f := verdict(t, s.Send(ctx, "13900139000", what))
	assert.Equal(t, channels.Failure{Verdict: channels.Again, Reason: "unreachable", Down: true}, f)
}

func TestWrongGatewayConfigurationIsSaid(t *testing.T) {
	for _, c := range []channels.SMSConfig{
		{URL: ""}, {URL: "ftp://host/"}, {URL: "http://host/", Body: "{{.Phone"}, {URL: "http://host/", Body: "{{.Name}}"},
		{URL: "http://host/", Method: "BAD METHOD"}, {URL: "http://host/", Headers: []string{"no colon"}}, {URL: "http://host/{{.Nobody}}"},
	} {
		_, err := channels.NewSMS(c)
		assert.Error(t, err, "%+v", c)
	}
}

func robot(t *testing.T, kind, address, secret string) *channels.Robot {
	t.Helper()
	b, err := channels.NewRobot(channels.RobotConfig{Kind: kind, URL: address, Secret: secret})
	require.NoError(t, err)
	return b
}

// The signatures were computed apart from the program, with openssl:
//
//	printf '1772424000000\nSECdemo' | openssl dgst -sha256 -hmac SECdemo -binary | base64
//	printf ''                       | openssl dgst -sha256 -hmac "$(printf '1772424000\ndemo')" -binary | base64
const (
	dingTalkSign = "1/WctBYdDyoJZnsBO8RfJAfJJygNldh/q+y9QnBPpg4="
	feishuSign   = "Z40oCy0BbnO2gzsz2RCuR3IUInho7bMZHVrDoN9mzuU="
)

func TestRobotsSpeakTheFormsOfTheirPrograms(t *testing.T) {
	t.Run("wecom", func(t *testing.T) {
		r := receive(t, `{"errcode":0,"errmsg":"ok"}`)
		require.NoError(t, robot(t, channels.WeCom, r.URL+"/cgi-bin/webhook/send?key=k", "").Send(ctx, "", what))
		got := r.only(t)
		assert.Equal(t, "POST", got.Method)
		assert.Equal(t, "/cgi-bin/webhook/send?key=k", got.URL.String())
		assert.Equal(t, "application/json; charset=utf-8", got.Header.Get("Content-Type"))
		assert.JSONEq(t, `{"msgtype":"text","text":{"content":"请于 2026-03-04 24:00 前答复。\n"}}`, got.Body)
	})
	t.Run("dingtalk", func(t *testing.T) {
		r := receive(t, `{"errcode":0,"errmsg":"ok"}`)
		require.NoError(t, robot(t, channels.DingTalk, r.URL+"/robot/send?access_token=k", "SECdemo").Send(ctx, "", what))
		got := r.only(t)
		assert.Equal(t, url.Values{"access_token": {"k"}, "timestamp": {"1772424000000"}, "sign": {dingTalkSign}}, got.URL.Query())
		assert.JSONEq(t, `{"msgtype":"text","text":{"content":"请于 2026-03-04 24:00 前答复。\n"}}`, got.Body)
	})
	t.Run("feishu", func(t *testing.T) {
		r := receive(t, `{"code":0,"msg":"success","data":{}}`)
		require.NoError(t, robot(t, channels.Feishu, r.URL+"/open-apis/bot/v2/hook/k", "demo").Send(ctx, "", what))
		assert.JSONEq(t, `{"timestamp":"1772424000","sign":"`+feishuSign+`","msg_type":"text","content":{"text":"请于 2026-03-04 24:00 前答复。\n"}}`, r.only(t).Body)
	})
	t.Run("unsigned", func(t *testing.T) {
		r := receive(t, `{"StatusCode":0,"StatusMessage":"success"}`)
		require.NoError(t, robot(t, channels.Feishu, r.URL, "").Send(ctx, "", what))
		assert.JSONEq(t, `{"msg_type":"text","content":{"text":"请于 2026-03-04 24:00 前答复。\n"}}`, r.only(t).Body)
	})
}

func TestRobotThatAnswersWellMayStillRefuse(t *testing.T) {
	for answer, want := range map[string]channels.Verdict{
		`{"errcode":93000,"errmsg":"invalid webhook url"}`: channels.Refused, `{"errcode":45009,"errmsg":"api freq out of limit"}`: channels.Again,
		`{"errcode":310000,"errmsg":"sign not match"}`: channels.Refused, `{"code":19021,"msg":"sign match fail"}`: channels.Refused,
		`{"code":11232,"msg":"too fast"}`: channels.Again, `<html>`: channels.Unsure, `{}`: channels.Unsure,
	} {
		r := receive(t, answer)
		assert.Equal(t, want, verdict(t, robot(t, channels.DingTalk, r.URL, "").Send(ctx, "", what)).Verdict, answer)
	}
}

func TestLongTextIsCutAtACharacter(t *testing.T) {
	r := receive(t, `{"errcode":0}`)
	long := what
	long.Text = strings.Repeat("帮", 1000)
	require.NoError(t, robot(t, channels.WeCom, r.URL, "").Send(ctx, "", long))
	var body struct {
		Text struct{ Content string }
	}
	require.NoError(t, json.Unmarshal([]byte(r.only(t).Body), &body))
	assert.LessOrEqual(t, len(body.Text.Content), 2048)
	assert.True(t, utf8.ValidString(body.Text.Content))
	assert.True(t, strings.HasSuffix(body.Text.Content, "帮…"))
}

func TestWrongRobotIsSaid(t *testing.T) {
	for _, c := range []channels.RobotConfig{{Kind: "slack", URL: "https://h/"}, {Kind: channels.WeCom, URL: "h"}, {Kind: channels.WeCom, URL: "https://h/", Secret: "s"}} {
		_, err := channels.NewRobot(c)
		assert.Error(t, err)
	}
}
