// What Google has and the published types do not have yet.
declare namespace GoogleAppsScript {
  namespace Forms {
    interface FormApp {
      EmailCollectionType: { DO_NOT_COLLECT: 'DO_NOT_COLLECT'; VERIFIED: 'VERIFIED'; RESPONDER_INPUT: 'RESPONDER_INPUT' };
      create(title: string, isPublished: boolean): Form;
    }
    interface Form {
      setPublished(enabled: boolean): Form;
      setEmailCollectionType(kind: 'DO_NOT_COLLECT' | 'VERIFIED' | 'RESPONDER_INPUT'): Form;
    }
  }
}
