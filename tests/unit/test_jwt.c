/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tokens against OpenSSL's command line: the keys are of "openssl genpkey", the signature of
 * "openssl dgst -sha256 -sign", the base64 of Python. The keys are for this test alone.
 */
#include "upload/jwt.h"

#include <errno.h>
#include <string.h>

#include "base/scoped.h"
#include "check.h"

static const char key[] = "-----BEGIN PRIVATE KEY-----\n"
			  "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCOTTcZcpRMTOU8\n"
			  "3EyJ+eMpU9jYR0Aicd2owNqF1r6zvJfmEk9FgKcpJ57siQgG7cBo+K3StDrxEBNx\n"
			  "SrgWn4/yu/+RUvx7FfwZol6h/JcZDEaz8xzT+enWUzZgtLWalcuP8FOi9KN35CXq\n"
			  "3rbowJBXWlM2eEpKGa6SIGfG6CPGke1AAdPYYIHI/k+n+dgq9TkydtkTASFDR0JA\n"
			  "kTu7Xyn6g+qPEQOi4BxmDiw55fkYQOKuZwRwX1DeF1bfY9zrTiOXW75ap5PLTZ9e\n"
			  "UuUAbhvEJUzX8luUutbrFYbh8qpSgEc+0L6s5ycAQMkmocWrYwv0yxj18hFkUMPK\n"
			  "7al3yQ1XAgMBAAECggEAJpXcY2uUt63AGQUZQe5+wKWKLnb/dneOpaQJfPISSrVQ\n"
			  "MOP1F8D/UqL6LmQnx40vN6d6pqAVPWlhBD7A9O12QFjmvxaT/KIk9iR3aZAOvo18\n"
			  "HG5G+lmRJPrySz2k4pJMnK6LVyvjqW41M98JFMqmOPF2j9YFOtuE4P2ldiNbFAv1\n"
			  "CScoxO4XBMSeeGzn/iLhrsE4CCUbjsYGlIUKxcfBiOnac1U27U8FNYrafZeKE1MI\n"
			  "2CC1xkcb3kTeGWtQWYzvDN66BXPkme2KusmTqOy+8aLy/MpHx5o44N8qXrQjV5XD\n"
			  "qiRezo3FBmLGmmVNzXSK0hkGUn9uxVZpKRrwxk8NzQKBgQDFqryv0SoiIa19ayYz\n"
			  "KO9rMcvT86Tg7fIRtOD+R6gst/s9jcsA1mXg5ASXHVMD8xC9xYiHhXsF6yiPWxjW\n"
			  "4lp9dflTu3VGFUZeO1My0gEacxziJx9Skpx9ub4yEKugaGM0PegdfjNiLpsQrdqm\n"
			  "IQxBgjLojBoq+7doNqZYHW9igwKBgQC4S8LctAq/Ah01a+vgX733EI1NwHWhrtIt\n"
			  "Y95oH/Vgb1LMuV0zYAX/iuG6Yz3ja7e+lQwvU9rVTDlrEBMhzA3PALU3SKswm0Rv\n"
			  "G7+MHR5USCOG4S5cQSMaRgyKJI7QwYJO3lzkpXadWguVuOgyP/pffTE3h5Z+TsRE\n"
			  "BnyxgGJhnQKBgQCnisFmENcymPMRVEnLoU3VwR5wJ5rAIE9G3Na8EQal6Mfmc5H2\n"
			  "wsMVrI+LeoqL1XGCOLUxkV0mNh1p7SAPu0pR/zX21/ReE9hSNNyfPcs7nQiFU/3D\n"
			  "ootMMazZiLHAQ9qaRELDBN4OwUwkBghHOcnGmNIHtADWIAdkKLY0B7cKewKBgHUE\n"
			  "Rbn0503YfctJtv9ES03wSIgxx37djb4cRz8964NLq/spRzAzrBtRh3ndQZKA9q4f\n"
			  "3Ri/2ZbNSzfbgQpYkfv5qxZrIac/LviNWdYRNwy0sToXCGSzRyKLj7K2+6c49xA0\n"
			  "yC61kNbgMbLjMSuWy9aNmw5zHO8d/ChlJg9eQRlRAoGAFDUQBV48ai3647MQ1804\n"
			  "IqXIkiC4wTuw0lZWxvLK6k7mqCwdJfLmQrF1/uJz0fjAlfdqtIqIpNnOvD7Ma29f\n"
			  "j2tv9CB/CRmRsw0WwYw4YH+MglVaR48WuLlNNs7LDVzS8YDmSbbBSd0YfiVnd1ga\n"
			  "tBWjx5ryFpfKhr0NPiWUhpw=\n"
			  "-----END PRIVATE KEY-----\n";

static const char encrypted[] = "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
				"MIIFJDBOBgkqhkiG9w0BBQ0wQTAgBgkrBgEEAdpHBAswEwQIwRTcOLQiR3ICAQIC\n"
				"AQgCAQEwHQYJYIZIAWUDBAEqBBBhTgm6r9LpXb8wbF/X1CB5BIIE0KH0YSp3NCf9\n"
				"JIxcEsGmpdlfJqqxZ9ElxbQz3ucTsZ2BxJXmy7ho+ntCdhCGC6phFFLkWMuMOWUv\n"
				"uJ97YjYngcsbx7XHv2xPS0+oskg/E6N6ga78gwb4GJY4fT4YxBlBZEKqx0KpY+kA\n"
				"5XEUA8t7gC/x0SzB4rjvcPNsH6IDbwfcebE9Bk51X5oJ8XEQTm2vbYCJUB1jX73t\n"
				"SgjCaLB+uLA0Ew3zeOkNLLzY6h1HwY5SN13cU+8ggxpwST9kqxLGJ+3AlpU6IYpc\n"
				"1plonxfqIpj2+JD+4bUKY6LXfPRnT1v7iS7ULQ74b08JWEF5PzuTD0vcs31ZJmHB\n"
				"pEo9xVSNXmgYWS8xY/YOW0vobKtwcr9AbAPZZwZUnm5ERo27BTM7FsPU/MxucK5k\n"
				"45YpJFYUK0gJTOFiH7HNQSvwB+ImBEya9Ifugb8sAkSW63Go8YACRHWyA9mtLn5J\n"
				"TRnVOAOEmbca6RtQQOOIOuFQR5MFIjUUqF3zCmJsGF4sQiPb0LPDDW1ZRqKLy0Ui\n"
				"Jsf27olqL5rtmWrOKXJ1/Wlyxis+rhBMwszKTxEKDS+G6j4GCQFSAKskEmyFPZO1\n"
				"Bz9v9tezRMgOjYiMaH6TE6tIHtYfGpdhsKns/szbpRpUaIa8zkyABnX9fQFwOQzS\n"
				"0VF7bFnExy6OgDAueIdNZG6ZjRUDM+KlTXk2yeo9hDVfnpgmuI5kB4cJqdMnqeau\n"
				"XujgAVG9pGTjGgfahHW7BEuUnNUFiqd1bOoy5okUV4ufEg6cSRiTMiJhy/zdxQPF\n"
				"a5pkm6ajScAtY27bHf9ZlOSaTxWUUfRuwLiPsPfqNsqtjjbfHTzmKJkW6/dLQN5H\n"
				"FqV3RJjlSL6gsRyWi3QhVtWrSxr+RR7QO1428jML1FmgX871hhy8w7lE2x9OiRrk\n"
				"nf6x1XITzqSEBfUTrEDzWyw0RakmZ2vV5Ipw1ud0TACB+z0BmL/O1HKxvk2dTnL/\n"
				"nhUpmAmws+uU5FoY9sdBam/VuLEBRPF+x3dt9UhXEz5xTWisJvGBI2LiBDrdY4q8\n"
				"i8zA1cjplQdxkytaGYMIj3wVkp4aMROVQKOgk/PrYBO/sObLYLwGTUBMpSj/LhNZ\n"
				"DyT05ZSQhSQL+vgJ4uMT2bG+fHqDxyef3EOVNAaxCTjDmcO9abhvcCa4Q3mj5klt\n"
				"Frf07g63XKJ/qcI5BOTOO7SXySOuYeimbhthLvdCAQtQ5t+HXTvtyVvLGsyWTLlD\n"
				"WyqT5YQ8Q7/QVhoRn9TPHEFAgKVjYn0m1RphEWAIbiQKtXIumYacWHlTFc6+rzTI\n"
				"IwNu3rM/gp72C8rCHWB5Y5WkmJD5vdKLpjrfnuhfNl/NO/ztSUY8eik2PbXrQqHR\n"
				"/HOxY0M6Ve31YLvwZaFcm+8n2pK+l1h98Tru9mC7YX190ZsufFIsQPVtITAtLXhi\n"
				"3KbL6f6OS3OBafUmD2xPJnbzIRlIUPJ8I0P9VbAyiaJW0cubZuXfGPPX3u8jprRo\n"
				"TGxVA5puPmB7GCZnt7SEVGMO8Dubi1+aeMaJ1/+89leOv5n1dzBbgpHjD/lQross\n"
				"fMrxmktQFWCZN0+TGwPbD/qD/6n/dLTXdxnZDxyJys4F3eMa5tJVslhE9RwRhcI4\n"
				"AxO3dCREWwAjNlSqxdBk976tJyB/sEC+\n"
				"-----END ENCRYPTED PRIVATE KEY-----\n";

static const char curve[] = "-----BEGIN PRIVATE KEY-----\n"
			    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgIwNEV4HuxuMgZOLL\n"
			    "etE740HN8EQPnjqqVK+GpbOU0JGhRANCAAQI8rZN3UDGf+3Yy8vlZOm799gh1ouo\n"
			    "MY7TZfILFZLLPav7BhhFYWCAKOpvz2Ov3mAhscqpp/uMJ7IXJjb2IIq1\n"
			    "-----END PRIVATE KEY-----\n";

static const char short_key[] = "-----BEGIN PRIVATE KEY-----\n"
				"MIICdwIBADANBgkqhkiG9w0BAQEFAASCAmEwggJdAgEAAoGBAMRI5KFkkKODKgLA\n"
				"5SIRBhxnjF2C5wIQAVtURMy2T1nNlKQrkhpV3KDqtnhaiQYjOrGsS018J06OLFNa\n"
				"OD39iWEUozKCgJqFJwpb90e2oCYUsFo0IQDAJh6lFDfK2r02ML+k6mluxxjyyWvi\n"
				"G0NKqC4d9ElennqDJE6w5LidqfBDAgMBAAECgYAyRkFZHTr2xpeyENofeaDJEbSg\n"
				"FvE4VAUk8VaV4HQ+mitiSU6otClIhhWqifXivo9ABtNay1v+AOhViRwytIfFBMdw\n"
				"kkBwounggC8J5gVpjuGIuGPGdMi1c91eCVFqGx9zQ1CegbEH16MZkMzTxV1DZaAn\n"
				"SoxI1bsFP9Txg1lEsQJBAO6uvmQ9+Ly9ZCwPUvTkGcua3Q/sDK5RVEF07u018/h0\n"
				"8NFq+Mh+7FfA2Rs11rdWA7iSDv6surlPYk8YCrwUqIUCQQDShqhfRje1R8VUDrjt\n"
				"TSaK+zPY5Azb4vhgd9EqwphO8Xwf5/jGArqsAi4fhyKLjsqL4jLkJQ/yR3EkfQTe\n"
				"CHQnAkAtK88Gg5/2gFVb7U6C4ERtfxKFN+QyfVvXw3yQUhypEeCdkYQh1bt+5BVy\n"
				"i97l9ZZgsOu7kQ8JkReG5oLpk3NNAkEAm9lb48wTiXvsNOIBPIsUsWZtZ27LpixM\n"
				"Ov34NnOAVVCn1ubfX5a9ooCqrGRZyn6Wqx91FTfqqi0BMUXryILxmQJBAMJeskXh\n"
				"9AWO3G2eNQ87pbtTrGWf8sCXdlUfRDd8GGpMTKtIAjwq4Q0pyJD/YeF9hGiIeDF4\n"
				"jWw8joSebmmxgGs=\n"
				"-----END PRIVATE KEY-----\n";

static const char want[] =
	"eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJhQGIuZXhhbXBsZSIsInNjb3BlIjoieCI"
	"sImF1ZCI6Imh0dHBzOi8vdC5leGFtcGxlLyIsImlhdCI6MSwiZXhwIjozNjAxfQ.h3bovST7XJeJt7K2"
	"XDB7idNtNwaQGMKpo_Z1AY1nlycNqOdyuJz01693w9FqBAKC2_l2DfZJC62ARIw1Z1L---Wu2STmNMFS"
	"Vd8lcU3jofBD-TDkMq5wfUDdT8-PXV2syAVLf05vUjPE1cCD6aigaTCIVv7VB2str2GOy4jNA9m2wtyy"
	"2eGufpSDU94YhOid71kPw19Q_oiIKZ3c_LRXPsUqHUfSF4ozcElKGuhASboA6zONHIAtubU5O5_PywqL"
	"udQXwXNjJleSErbsIGhZcBkaRzddp9U2SUWSaVEFp2f0X0dDVIyJQ6uXDDx5B4-tuf-fn6qXNCDdxMZP"
	"r-ZrLA";

static const char header_text[] = "{\"alg\":\"RS256\",\"typ\":\"JWT\"}";
static const char claims_text[] = "{\"iss\":\"a@b.example\",\"scope\":\"x\",\"aud\":\"https://"
				  "t.example/\",\"iat\":1,\"exp\":3601}";

struct tokens {
	struct ingot_json *header;
	struct ingot_json *claims;
};

static void test_sign(const struct tokens *tokens)
{
	ingot_scoped(ingot_scoped_free) char *token = NULL;
	struct ingot_reason reason = { .text = "" };

	CHECK(ingot_jwt_sign(ingot_bytes_of_text(key), tokens->header, tokens->claims, &reason,
			     &token) == 0);
	CHECK_TEXT(token, want);
	CHECK_TEXT(reason.text, "");
}

static void test_refused(const struct tokens *tokens)
{
	const struct {
		const char *pem;
		int want;
		const char *reason;
	} refused[] = {
		{ "", -EBADMSG, "no private key in PEM" },
		{ "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", -EBADMSG,
		  "no private key in PEM" },
		{ encrypted, -ENOTSUP, "the private key is encrypted" },
		{ curve, -ENOTSUP, "the private key is not one of RSA with 2048 bits or more" },
		{ short_key, -ENOTSUP, "the private key is not one of RSA with 2048 bits or more" },
	};

	for (size_t i = 0; i < ARRAY_COUNT(refused); i++) {
		char untouched[] = "untouched";
		char *token = untouched;
		struct ingot_reason reason = { .text = "" };

		CHECK(ingot_jwt_sign(ingot_bytes_of_text(refused[i].pem), tokens->header,
				     tokens->claims, &reason, &token) == refused[i].want);
		CHECK_TEXT(reason.text, refused[i].reason);
		CHECK(token == untouched);
	}
}

/* Cut at any place, a key is none. */
static void test_cut(const struct tokens *tokens)
{
	for (size_t size = 0; size < sizeof(key) - 2; size += 7) {
		ingot_scoped(ingot_scoped_free) char *token = NULL;
		struct ingot_reason reason = { .text = "" };
		const struct ingot_bytes cut = { (const uint8_t *)key, size };

		CHECK(ingot_jwt_sign(cut, tokens->header, tokens->claims, &reason, &token) ==
		      -EBADMSG);
	}
}

int main(void)
{
	struct tokens tokens;

	CHECK(ingot_json_parse(ingot_bytes_of_text(header_text), NULL, &tokens.header) == 0);
	CHECK(ingot_json_parse(ingot_bytes_of_text(claims_text), NULL, &tokens.claims) == 0);
	test_sign(&tokens);
	test_refused(&tokens);
	test_cut(&tokens);
	ingot_json_free(tokens.header);
	ingot_json_free(tokens.claims);
	return check_result();
}
