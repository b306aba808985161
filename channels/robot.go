package channels

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// The kinds of group robot.
const (
	WeCom    = "wecom"
	DingTalk = "dingtalk"
	Feishu   = "feishu"
)

// Robot posts into the group of a chat program. Make it with NewRobot.
type Robot struct {
	kind, address, secret string
	web                   *http.Client
}

// RobotConfig is one robot: its kind, the webhook that the chat program shows when the robot is made, and the secret by which DingTalk and Feishu
// have their messages signed, "" where signing is not switched on. Transport may be nil.
type RobotConfig struct {
	Kind, URL, Secret string
	Transport         http.RoundTripper
}

// NewRobot returns a way out through a robot, or an error that says what is wrong with the configuration.
func NewRobot(c RobotConfig) (*Robot, error) {
	at, err := url.Parse(c.URL)
	switch {
	case !slices.Contains([]string{WeCom, DingTalk, Feishu}, c.Kind):
		return nil, errors.New("robot: the kind is wecom, dingtalk or feishu")
	case err != nil || at.Host == "" || at.Scheme != "https" && at.Scheme != "http":
		return nil, errors.New("robot: want the address of its webhook")
	case c.Kind == WeCom && c.Secret != "":
		return nil, errors.New("robot: WeCom signs nothing, it has no secret")
	}
	return &Robot{kind: c.Kind, address: c.URL, secret: c.Secret, web: caller(c.Transport)}, nil
}

// mostText is how many bytes a robot takes; WeCom's limit is the lowest.
const mostText = 2048

// Send posts one text into the group; to is not used. Its errors are *Failure.
func (b *Robot) Send(ctx context.Context, _ string, what Message) error {
	address, form := b.form(what)
	body, err := json.Marshal(form)
	if err != nil {
		return fail(Refused, "encode")
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return fail(Refused, "configuration")
	}
	r.GetBody = nil
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	answer, err := call(ctx, b.web, r)
	if err != nil {
		return err
	}
	return judge(answer)
}

// form is the address and the body that the robot's kind takes, signed where it has a secret.
func (b *Robot) form(what Message) (string, any) {
	text := cut(what.Text, mostText)
	switch b.kind {
	case Feishu:
		form := map[string]any{"msg_type": "text", "content": map[string]string{"text": text}}
		if b.secret != "" {
			form["timestamp"], form["sign"] = feishuSign(b.secret, what.At)
		}
		return b.address, form
	case DingTalk:
		return b.dingTalkAddress(what.At), map[string]any{"msgtype": "text", "text": map[string]string{"content": text}}
	default:
		return b.address, map[string]any{"msgtype": "text", "text": map[string]string{"content": text}}
	}
}

func (b *Robot) dingTalkAddress(at time.Time) string {
	if b.secret == "" {
		return b.address
	}
	u, err := url.Parse(b.address)
	if err != nil {
		return b.address
	}
	stamp := strconv.FormatInt(at.UnixMilli(), 10)
	q := u.Query()
	q.Set("timestamp", stamp)
	q.Set("sign", mac([]byte(b.secret), stamp+"\n"+b.secret))
	u.RawQuery = q.Encode()
	return u.String()
}

// feishuSign is Feishu's signature: what others take as the text is its key, and the text is empty.
func feishuSign(secret string, at time.Time) (stamp, sign string) {
	stamp = strconv.FormatInt(at.Unix(), 10)
	return stamp, mac([]byte(stamp+"\n"+secret), "")
}

func mac(key []byte, text string) string {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

// tooFast are the numbers by which the chat programs say that a robot speaks too often.
var tooFast = []int{45009, 130101, 410100, 11232, 9499}

// judge reads what a robot's server says: with 200 too, it may have refused.
func judge(answer []byte) error {
	var said struct {
		ErrCode *int `json:"errcode"`
		Code    *int `json:"code"`
		Status  *int `json:"StatusCode"`
	}
	if err := json.Unmarshal(answer, &said); err != nil {
		return fail(Unsure, "answer_unreadable")
	}
	for _, code := range []*int{said.ErrCode, said.Code, said.Status} {
		switch {
		case code == nil:
		case *code == 0:
			return nil
		case slices.Contains(tooFast, *code):
			return fail(Again, "code %d", *code)
		default:
			return fail(Refused, "code %d", *code)
		}
	}
	return fail(Unsure, "answer_unknown")
}

// cut shortens a text to so many bytes at a character's border.
func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	end := most - len("…")
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + "…"
}
