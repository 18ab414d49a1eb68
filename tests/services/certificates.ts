/**
 * Certificates for tests, made by an authority that nobody trusts.
 *
 * @module
 */
import { join } from "node:path";
import { findProgram, runProgram, ServiceMissing } from "./programs.ts";

/** What a server shows, both in PEM. */
export interface ServerCertificate {
  readonly certificate: string;
  readonly key: string;
}

const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
/** Longer than any test, and no longer. */
const VALIDITY = ["-days", "2"];

/** An authority for one test. */
export class TestAuthority {
  /** The file with its certificate, in PEM. */
  readonly certificatePath: string;
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.certificatePath = join(folder, "authority.crt");
  }

  /** Makes one in a folder of its own in `parent`. */
  static async make(parent: string): Promise<TestAuthority> {
    if (await findProgram("openssl") === undefined) {
      throw new ServiceMissing(
        "The tests need OpenSSL, which makes their certificates, and it is not installed. " +
          "Install it (Debian, Ubuntu: sudo apt-get install openssl) and run the tests again.",
      );
    }
    const authority = new TestAuthority(await Deno.makeTempDir({ dir: parent }));
    await authority.#openssl(
      ["req", "-x509", ...NEW_KEY, ...VALIDITY, "-subj", "/CN=Rosey's test authority"],
      ["-keyout", "authority.key", "-out", "authority.crt"],
    );
    return authority;
  }

  /** A certificate for a machine of this name. */
  async issue(hostName: string): Promise<ServerCertificate> {
    const file = (name: string) => join(this.#folder, name);
    await Deno.writeTextFile(
      file("extensions"),
      `subjectAltName=DNS:${hostName}\nbasicConstraints=CA:FALSE\n`,
    );
    await this.#openssl(
      ["req", "-new", ...NEW_KEY, "-subj", `/CN=${hostName}`],
      ["-keyout", "server.key", "-out", "server.csr"],
    );
    await this.#openssl(
      ["x509", "-req", "-in", "server.csr", ...VALIDITY, "-extfile", "extensions", "-out", "server.crt"],
      ["-CA", "authority.crt", "-CAkey", "authority.key", "-CAcreateserial"],
    );
    return {
      certificate: await Deno.readTextFile(file("server.crt")),
      key: await Deno.readTextFile(file("server.key")),
    };
  }

  async #openssl(...args: readonly string[][]): Promise<void> {
    await runProgram("openssl", args.flat(), { cwd: this.#folder });
  }
}
