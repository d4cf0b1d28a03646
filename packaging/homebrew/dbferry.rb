# packaging/release fills in address, version and checksum; put the result into Formula/ of the owner's tap.
class Dbferry < Formula
  desc "Keep a second server's PostgreSQL tables and media in step, over nothing but SFTP"
  homepage "@HOMEPAGE@"
  url "@URL@/dbferry-@VERSION@.tar.gz"
  version "@VERSION@"
  sha256 "@SHA256@"
  license "Apache-2.0"

  depends_on "openjdk@17"

  def install
    libexec.install Dir["*"]
    (bin/"dbferry").write_env_script libexec/"bin/dbferry", JAVA_HOME: Formula["openjdk@17"].opt_prefix
    man1.install Dir[libexec/"share/man/man1/*"]
    man5.install Dir[libexec/"share/man/man5/*"]
    bash_completion.install libexec/"share/bash-completion/completions/dbferry"
    zsh_completion.install libexec/"share/zsh/vendor-completions/_dbferry"
    fish_completion.install libexec/"share/fish/vendor_completions.d/dbferry.fish"
  end

  service do
    run [opt_bin/"dbferry", "--config", etc/"dbferry.yaml", "run"]
    keep_alive successful_exit: false
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/dbferry --version")
  end
end
